import { expect, test } from 'vitest'
import { foldText } from '../../functions/wechatpay/fold-text.ts'

test.each([
  ['用户卡code 无效，只能包含数字、英文、半角标点', '用户卡 code无效,只能包含数字、英文、半角标点。'],
  ['领取后有效天数不能大于30年（10958 天）', '领取后有效天数不能大于 30 年(10958天)'],
  ['OpenID 无效', ' OpenID\u3000无效.'],
  ['请求内容或图片不符合法规，请重试', '请求内容或图片不符合法规,\u00a0请重试 。'],
])('%s equals its spelling %s', (one, other) => {
  expect(foldText(one)).toBe(foldText(other))
})

test('a word more or less is another text', () => {
  expect(foldText('OpenID 无效')).not.toBe(foldText('OpenID 无效！'))
  expect(foldText('OpenID 无效')).not.toBe(foldText('您的 OpenID 无效'))
  expect(foldText('OpenID 无效。请重试')).not.toBe(foldText('OpenID 无效请重试'))
})
