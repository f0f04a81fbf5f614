import { describe, expect, test } from 'vitest'
import type { Call, Reply } from '../../functions/ports.ts'
import { type Answer, classify } from '../../functions/wechatpay/classify.ts'
import type { Verification } from '../../functions/wechatpay/verify-answer.ts'
import { CARD, REQUEST } from './fixtures.ts'

const IMPORT: Call = { name: 'import', request: REQUEST }
const ids = { cardId: REQUEST.card_id, openid: REQUEST.openid, userCardCode: REQUEST.user_card_code }
const QUERY: Call = { name: 'query', brandId: '1004', ...ids }
const LIST: Call = { name: 'list', brandId: '1004', openid: ids.openid, offset: 0 }
const TEMPLATE: Call = { name: 'template', brandId: '1004', cardId: ids.cardId }
const CALLS: [string, Call][] = [IMPORT, QUERY, LIST, TEMPLATE].map(call => [call.name, call])
const QUERIES = CALLS.slice(1)

const UNVERIFIED: Verification[] = ['header_missing', 'serial_unknown', 'timestamp_off', 'signature_invalid']

function answer(status: number, body: unknown, verification: Verification = 'verified'): Answer {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return { status, verification, body: Buffer.from(text) }
}

const error = (code: string, message: string, detail?: unknown) => ({ code, message, detail })

/** The reply without WeChat Pay's words. */
function kindOf(call: Call, received: Parameters<typeof classify>[1]): Reply {
  const { said, ...reply } = classify(call, received)
  return reply
}

const unclear = (why: string) => ({ kind: 'unclear', why })

describe('no answer', () => {
  test.each(['timeout', 'connection_lost'] as const)('%s before a byte was sent: not called', why => {
    expect(classify(IMPORT, { sent: false, why })).toEqual({ kind: 'unavailable', mayHaveWorked: false })
  })

  test.each(['timeout', 'connection_lost'] as const)('%s after bytes may have left: unclear', why => {
    expect(classify(IMPORT, { sent: true, why })).toEqual(unclear(why))
  })
})

describe('an answer that was not verified', () => {
  test.each(UNVERIFIED)('%s: no 2xx, 3xx or 4xx means anything, whatever it says', verification => {
    for (const status of [200, 202, 204, 302, 400, 403, 404, 409]) {
      for (const [, call] of CALLS) {
        expect(classify(call, answer(status, CARD, verification))).toEqual(unclear('unverified'))
      }
    }
  })

  test('a probe is such an answer, and is only named', () => {
    const named = { ...unclear('unverified'), probe: true }
    for (const received of [
      answer(200, CARD, 'signature_invalid'),
      answer(400, error('PARAM_ERROR', 'OpenID 无效'), 'signature_invalid'),
    ]) {
      expect(classify(IMPORT, { ...received, probe: true })).toEqual(named)
    }
  })

  test('its words and codes are not read', () => {
    const received = answer(500, error('RATELIMIT_EXCEEDED', '用户已有已生效的会员卡'), 'signature_invalid')
    expect(classify(IMPORT, received)).toEqual(unclear('server_error'))
  })
})

describe('a status that means the same without a signature', () => {
  const both = (['verified', 'header_missing', 'signature_invalid'] as const).flatMap(verification =>
    CALLS.map(([name, call]) => [verification, name, call] as const),
  )

  test.each(both)('401 (%s, %s): unauthorised', (verification, _, call) => {
    expect(kindOf(call, answer(401, error('SIGN_ERROR', '签名错误'), verification))).toEqual({ kind: 'unauthorised' })
  })

  test.each(both)('429 (%s, %s): rate limited', (verification, _, call) => {
    expect(kindOf(call, answer(429, '<html>', verification))).toEqual({ kind: 'rate_limited' })
  })

  test.each([500, 501, 504, 505, 599])('%i: unclear, signed or not', status => {
    for (const verification of ['verified', 'header_missing'] as const) {
      expect(kindOf(IMPORT, answer(status, error('SYSTEM_ERROR', '系统错误'), verification))).toEqual(
        unclear('server_error'),
      )
    }
  })

  test.each([502, 503])('%i: not processed if signed; it may have worked if not', status => {
    expect(kindOf(IMPORT, answer(status, error('SERVICE_UNAVAILABLE', '')))).toEqual({
      kind: 'unavailable',
      mayHaveWorked: false,
    })
    expect(kindOf(IMPORT, answer(status, '<html>', 'header_missing'))).toEqual({
      kind: 'unavailable',
      mayHaveWorked: true,
    })
  })

  test.each(['RATELIMIT_EXCEEDED', 'FREQUENCY_LIMITED', 'FREQUENCY_LIMIT_EXCEED'])('%s at any status, signed', code => {
    for (const status of [400, 403, 404, 429, 500, 502, 503]) {
      for (const [, call] of CALLS) {
        expect(kindOf(call, answer(status, error(code, '频率超限')))).toEqual({ kind: 'rate_limited' })
      }
    }
  })
})

describe('import, signed 2xx', () => {
  test.each(['EFFECTIVE', 'EXPIRED'])('the card of this call, %s', state => {
    const card = { ...CARD, user_card_state: state, create_time: '2026-01-01T00:00:00+08:00', new_key: 1 }
    expect(classify(IMPORT, answer(200, card))).toEqual({ kind: 'card', card })
  })

  test('202: accepted', () => {
    expect(classify(IMPORT, answer(202, ''))).toEqual({ kind: 'accepted' })
  })

  test.each([
    ['another openid', 200, { ...CARD, openid: 'o' }],
    ['another code', 200, { ...CARD, user_card_code: '1' }],
    ['another template', 200, { ...CARD, card_id: 'p' }],
    ['UNACTIVATED', 200, { ...CARD, user_card_state: 'UNACTIVATED' }],
    ['INVALID', 200, { ...CARD, user_card_state: 'INVALID' }],
    ['a new state', 200, { ...CARD, user_card_state: 'FROZEN' }],
    ['no card', 200, {}],
    ['no JSON', 200, '<html>'],
    ['nothing', 200, ''],
    ['null', 200, 'null'],
    ['204', 204, ''],
    ['201 with the card', 201, CARD],
  ])('%s: not this card', (_, status, body) => {
    expect(classify(IMPORT, answer(status, body))).toEqual(unclear('not_this_card'))
  })
})

describe('queries, signed 200', () => {
  test.each(['UNACTIVATED', 'EFFECTIVE', 'EXPIRED', 'INVALID'])('query: the card asked for, %s', state => {
    const card = { ...CARD, user_card_state: state }
    expect(classify(QUERY, answer(200, card))).toEqual({ kind: 'card', card })
  })

  test.each([{ openid: 'o' }, { user_card_code: '1' }, { card_id: 'p' }, { user_card_state: 'FROZEN' }])(
    'query: not the card asked for: %j',
    change => {
      expect(classify(QUERY, answer(200, { ...CARD, ...change }))).toEqual(unclear('not_this_card'))
    },
  )

  test('list: the cards and how many there are', () => {
    const other = { ...CARD, card_id: 'p', user_card_code: '2' }
    expect(classify(LIST, answer(200, { data: [CARD, other], total_count: 21 }))).toEqual({
      kind: 'cards',
      cards: [CARD, other],
      total: 21,
    })
    expect(classify(LIST, answer(200, { data: [], total_count: 0 }))).toEqual({ kind: 'cards', cards: [], total: 0 })
  })

  test.each([
    { total_count: 0 },
    { data: [] },
    { data: {}, total_count: 0 },
    { data: [], total_count: '0' },
    { data: [], total_count: -1 },
    { data: [{}], total_count: 1 },
    { data: [{ ...CARD, openid: 'o' }], total_count: 1 },
    '[]',
  ])('list: a page that cannot be relied on: %j', page => {
    expect(classify(LIST, answer(200, page))).toEqual(unclear('not_this_card'))
  })

  test('template: as it is', () => {
    const template = { card_id: ids.cardId, code_mode: 'SYSTEM_ALLOCATE' }
    expect(classify(TEMPLATE, answer(200, template))).toEqual({ kind: 'template', template })
  })

  test.each([[{ card_id: 'p' }], [[]], ['[7]'], ['text'], ['']])('template: not the one asked for: %j', body => {
    expect(classify(TEMPLATE, answer(200, body))).toEqual(unclear('not_this_card'))
  })

  test.each(QUERIES)('%s: 202 and 204 say nothing', (_, call) => {
    expect(classify(call, answer(202, ''))).toEqual(unclear('not_this_card'))
    expect(classify(call, answer(204, ''))).toEqual(unclear('not_this_card'))
  })
})

const REFUSALS: [string, string, string][] = [
  ['PARAM_ERROR', '用户卡code 无效，只能包含数字、英文、半角标点', 'user_card_code_invalid'],
  ['PARAM_ERROR', '固定时间范围必填领取时间', 'pickup_time_missing'],
  ['INVALID_REQUEST', '无法导入已过期的会员卡', 'card_expired'],
  ['PARAM_ERROR', '请求内容或图片不符合法规，请重试', 'content_refused'],
  ['INVALID_REQUEST', 'OpenID 不属于品牌的 AppID', 'openid_of_other_app'],
  ['INVALID_REQUEST', 'OpenID 无效', 'openid_invalid'],
  ['INVALID_REQUEST', '用户已有待激活的会员卡', 'pending_activation'],
  ['INVALID_REQUEST', '用户主动删除了该会员卡，无法重新导入', 'deleted_by_user'],
  ['PARAM_ERROR', '卡模版有效期类型和请求的有效期类型不一致', 'validity_type_mismatch'],
  ['PARAM_ERROR', '绝对有效期卡模板必填有效期信息，不允许填写有效天数信息', 'validity_refused'],
  ['PARAM_ERROR', '固定时间范围不允许填写领取后有效天数', 'validity_refused'],
  ['PARAM_ERROR', '固定时间范围的开始时间不能大于结束时间', 'validity_refused'],
  ['PARAM_ERROR', '相对有效期卡模板必填有效天数信息，不允许填写有效期信息', 'validity_refused'],
  ['PARAM_ERROR', '领取后有效天数必须大于0', 'validity_refused'],
  ['PARAM_ERROR', '领取后有效天数不能大于30年（10958 天）', 'validity_refused'],
  ['PARAM_ERROR', '永久有效不允许设置相对有效期', 'validity_refused'],
  ['PARAM_ERROR', '永久有效不允许设置固定时间有效的开始时间', 'validity_refused'],
  ['PARAM_ERROR', '永久有效不允许设置固定时间有效的结束时间', 'validity_refused'],
  ['PARAM_ERROR', '用户信息通用字段存在重复项', 'common_field_repeated'],
  ['PARAM_ERROR', '用户信息自定义字段存在重复项', 'custom_field_refused'],
  ['PARAM_ERROR', '商户自定义信息最多一项，字段值列表最少1个，最多10个，单个列表限制8个字符', 'custom_field_refused'],
  ['PARAM_ERROR', '用户信息自定义字段中，用户选择的值的字符串非法', 'custom_field_refused'],
  ['PARAM_ERROR', '请求的用户信息通用字段未定义在卡模版中', 'field_not_in_template'],
  ['PARAM_ERROR', '请求的用户信息自定义字段未定义在卡模版中', 'field_not_in_template'],
  ['PARAM_ERROR', '用户信息通用字段中，生日格式不正确', 'birthday_invalid'],
  ['PARAM_ERROR', '用户信息通用字段中，邮箱格式不正确', 'email_invalid'],
  ['PARAM_ERROR', '用户信息通用字段中，性别格式不正确', 'sex_invalid'],
]

describe('import, signed 400', () => {
  test.each(REFUSALS)('%s %s: %s', (code, message, rejection) => {
    expect(kindOf(IMPORT, answer(400, error(code, message)))).toEqual({ kind: 'refused', code: rejection })
  })

  test.each(REFUSALS)('%s %s, as the issue of a general message: %s', (code, issue, rejection) => {
    const body = error(code, '参数错误', { field: '/x', issue })
    expect(kindOf(IMPORT, answer(400, body))).toEqual({ kind: 'refused', code: rejection })
  })

  test.each(REFUSALS)('%s %s, inside a longer text: unrecognised', (code, message) => {
    expect(kindOf(IMPORT, answer(400, error(code, `level 不合法: ${message}`)))).toEqual({
      kind: 'refused',
      code: 'unrecognised_refusal',
    })
  })

  test('the message goes before the issue', () => {
    const body = error('INVALID_REQUEST', 'OpenID 无效', { issue: '用户已有已生效的会员卡' })
    expect(kindOf(IMPORT, answer(400, body))).toEqual({ kind: 'refused', code: 'openid_invalid' })
  })

  test.each([
    ['用户已有已生效的会员卡', 'effective_card'],
    ['该用户卡 code 已存在', 'code_exists'],
    ['该用户卡code已存在。', 'code_exists'],
  ])('%s: already, %s', (message, text) => {
    expect(kindOf(IMPORT, answer(400, error('INVALID_REQUEST', message)))).toEqual({ kind: 'already', text })
  })

  test.each(['', '会员卡不存在', '系统繁忙', 'constructor'])('the text %j: unrecognised', message => {
    expect(kindOf(IMPORT, answer(400, error('INVALID_REQUEST', message)))).toEqual({
      kind: 'refused',
      code: 'unrecognised_refusal',
    })
  })

  test.each([402, 405, 409, 422])('%i: unrecognised', status => {
    expect(kindOf(IMPORT, answer(status, error('X', 'x')))).toEqual({ kind: 'refused', code: 'unrecognised_refusal' })
  })

  test.each(['', error('RATELIMIT_EXCEEDED', '频率超限')])('a signed 3xx says nothing: %j', body => {
    expect(kindOf(IMPORT, answer(302, body))).toEqual(unclear('not_this_card'))
  })
})

test.each(QUERIES)('%s, signed 400 with a text that ends an import: nothing is concluded', (_, call) => {
  for (const message of ['OpenID 无效', '用户已有已生效的会员卡', 'x']) {
    expect(kindOf(call, answer(400, error('INVALID_REQUEST', message)))).toEqual(unclear('not_this_card'))
  }
  expect(kindOf(call, answer(409, error('X', 'x')))).toEqual(unclear('not_this_card'))
})

describe('halts, whichever call is answered', () => {
  test.each(CALLS)('%s: brand not authorised, at 403 and 400, whatever stands around it', (_, call) => {
    const halt = { kind: 'halt', scope: 'brand', reason: 'brand_not_authorised' }
    const message = '无权限：当前品牌尚未授权当前服务商执行此操作，请联系品牌'
    expect(kindOf(call, answer(403, error('NO_AUTH', message)))).toEqual(halt)
    expect(kindOf(call, answer(400, error('INVALID_REQUEST', message)))).toEqual(halt)
  })

  test.each(CALLS)('%s: any other 403, and 无操作权限 at 400, is a missing permission', (_, call) => {
    const halt = { kind: 'halt', scope: 'credential', reason: 'no_permission' }
    expect(kindOf(call, answer(403, error('NO_AUTH', 'x')))).toEqual(halt)
    expect(kindOf(call, answer(403, '')).kind).toBe('halt')
    expect(kindOf(call, answer(400, error('INVALID_REQUEST', '无操作权限，请申请')))).toEqual(halt)
  })

  test.each(CALLS)('%s: invalid template, member function closed', (_, call) => {
    expect(kindOf(call, answer(400, error('INVALID_REQUEST', '会员卡模板无效')))).toEqual({
      kind: 'halt',
      scope: 'template',
      reason: 'template_invalid',
    })
    expect(kindOf(call, answer(400, error('INVALID_REQUEST', '商家未开通商家名片会员功能')))).toEqual({
      kind: 'halt',
      scope: 'brand',
      reason: 'member_function_closed',
    })
  })
})

describe('a refused serial', () => {
  test.each([
    error('PARAM_ERROR', '请求头 Wechatpay-Serial 不正确'),
    error('PARAM_ERROR', '参数错误', { field: 'Wechatpay-Serial', issue: 'x' }),
    error('PARAM_ERROR', '参数错误', { field: 'x', issue: 'bad wechatpay-serial' }),
  ])('is told by message, field or issue: %j', body => {
    for (const [, call] of CALLS) expect(kindOf(call, answer(400, body))).toEqual({ kind: 'serial_refused' })
  })

  test('not by another code, nor by the value', () => {
    const unrecognised = { kind: 'refused', code: 'unrecognised_refusal' }
    expect(kindOf(IMPORT, answer(400, error('INVALID_REQUEST', 'Wechatpay-Serial')))).toEqual(unrecognised)
    const body = error('PARAM_ERROR', '参数错误', { value: 'Wechatpay-Serial' })
    expect(kindOf(IMPORT, answer(400, body))).toEqual(unrecognised)
  })
})

describe('signed 404', () => {
  const halt = { kind: 'halt', scope: 'template', reason: 'template_invalid' }

  test('import: the template is missing', () => {
    expect(kindOf(IMPORT, answer(404, error('NOT_FOUND', 'x')))).toEqual(halt)
  })

  test.each([
    error('NOT_FOUND', '用户会员卡不存在'),
    error('NOT_FOUND', 'x'),
    error('RESOURCE_NOT_EXISTS', '用户会员卡不存在。'),
  ])('query: absent: %j', body => {
    expect(kindOf(QUERY, answer(404, body))).toEqual({ kind: 'absent' })
  })

  test('query: the template is missing, whatever the code', () => {
    expect(kindOf(QUERY, answer(404, error('NOT_FOUND', '会员卡模板不存在')))).toEqual(halt)
  })

  test.each(['', '<html>', error('X', 'x'), error('X', '')])('query: any other is no proof of absence: %j', body => {
    expect(kindOf(QUERY, answer(404, body))).toEqual(unclear('not_this_card'))
  })

  test('list: nothing is concluded; template: absent', () => {
    expect(kindOf(LIST, answer(404, error('NOT_FOUND', 'x')))).toEqual(unclear('not_this_card'))
    expect(kindOf(TEMPLATE, answer(404, error('NOT_FOUND', 'x')))).toEqual({ kind: 'absent' })
    expect(kindOf(TEMPLATE, answer(404, error('X', '会员卡模板不存在')))).toEqual({ kind: 'absent' })
  })
})

describe("WeChat Pay's own words", () => {
  test.each([300, 400, 404])('come with a verified %i: message and issue, never the value', status => {
    const body = error('PARAM_ERROR', '参数错误', { field: '/phone_number', value: '13900000000', issue: '格式' })
    expect(classify(IMPORT, answer(status, body)).said).toEqual({ message: '参数错误', issue: '格式' })
  })

  test('the issue may be nested, and detail of any type', () => {
    expect(classify(IMPORT, answer(401, error('SIGN_ERROR', 'm', { detail: { issue: 'i' } }))).said).toEqual({
      message: 'm',
      issue: 'i',
    })
    for (const detail of ['text', [], null, 7, { issue: 7 }]) {
      expect(classify(IMPORT, answer(400, { code: 'X', message: 'm', detail })).said).toEqual({ message: 'm' })
    }
  })

  test('are not made up where there are none', () => {
    expect(classify(IMPORT, answer(400, { code: 'X' }))).not.toHaveProperty('said')
    expect(classify(IMPORT, answer(400, '<html>'))).not.toHaveProperty('said')
  })

  test('do not come with an answer that was not verified', () => {
    expect(classify(IMPORT, answer(429, error('X', 'm'), 'header_missing'))).not.toHaveProperty('said')
    expect(classify(IMPORT, answer(400, error('X', 'm'), 'signature_invalid'))).not.toHaveProperty('said')
  })
})

test('the Request-ID is handed on with every answer that has one', () => {
  expect(classify(IMPORT, answer(200, CARD))).not.toHaveProperty('requestId')
  for (const verification of ['verified', 'header_missing'] as const) {
    expect(classify(IMPORT, { ...answer(200, CARD, verification), requestId: 'R-0' })).toMatchObject({
      requestId: 'R-0',
    })
  }
})
