import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { maskSaid } from '../../functions/api/mask.ts'
import type { ImportRequest } from '../../functions/member/import-request.ts'
import { REQUEST } from './requests.ts'

const request: ImportRequest = {
  ...REQUEST,
  phone_number: '13900001234',
  user_information: {
    common_field_list: [
      { name: 'USER_FORM_FLAG_NAME', value: '欧阳小明' },
      { name: 'USER_FORM_FLAG_SEX', value: '男' },
      { name: 'USER_FORM_FLAG_EMAIL', value: 'Xiaoming.Ouyang@example.com' },
      { name: 'USER_FORM_FLAG_ADDRESS', value: '南山区"科技园"\\8栋' },
    ],
    custom_field_list: [{ name: '爱好', user_chosen_values: ['篮球', '游泳'] }],
  },
}

const masked = (message: string, issue?: string) =>
  maskSaid({ message, ...(issue !== undefined && { issue }) }, request)

test('words without personal values stand as they are', () => {
  expect(masked('OpenID 无效')).toBe('OpenID 无效')
  expect(masked('输入参数错误', '/level 长度超过 10')).toBe('输入参数错误 (/level 长度超过 10)')
})

test('an issue that says the same again is not repeated', () => {
  expect(masked('OpenID 无效', 'OpenID 无效')).toBe('OpenID 无效')
})

describe('a personal value is masked', () => {
  test.each([
    ['whole', '手机号 13900001234 无效', '手机号 *** 无效'],
    ['twice', '13900001234/13900001234', '***/***'],
    ['of one character', '性别 男 不支持', '性别 *** 不支持'],
    ['of each field', '欧阳小明, 篮球, 游泳', '***, ***, ***'],
    ['beside another', '欧阳小明13900001234', '***'],
    ['with a country code', '+8613900001234', '+86***'],
    ['cut off', '长度错误: 139000…', '长度错误: ***…'],
    ['with its middle hidden', '139****1234', '139*******'],
    ['of which the end is shown', 'xxx01234', 'xxx***'],
    ['of which half a name is shown', '姓名 小明 有误', '姓名 *** 有误'],
    ['in other letters', 'XIAOMING.OUYANG@EXAMPLE.COM', '***'],
    ['in full width', '１３９００００１２３４', '***'],
    ['inside JSON', '{"value":"南山区\\"科技园\\"\\\\8栋"}', '{"value":"***"}'],
    ['inside JSON of ASCII', 'name \\u6b27\\u9633\\u5c0f\\u660e', 'name ***'],
    ['inside a URL', 'v=%E6%AC%A7%E9%98%B3&p=13900001234', 'v=***&p=***'],
  ])('%s', (_, words, expected) => {
    expect(masked(words)).toBe(expected)
    expect(masked('PARAM_ERROR', words)).toBe(`PARAM_ERROR (${expected})`)
  })
})

test('words that go on and on are cut', () => {
  expect(masked('x'.repeat(100_000))).toHaveLength(500)
})

test('whatever surrounds it, no personal value of four characters or more comes through', () => {
  const value = fc.string({ minLength: 4, maxLength: 60, unit: 'grapheme' })
  fc.assert(
    fc.property(value, fc.string(), fc.string(), (secret, before, after) => {
      const said = maskSaid({ message: before + secret + after }, { ...REQUEST, phone_number: secret })
      expect(said).not.toContain(secret)
    }),
  )
})
