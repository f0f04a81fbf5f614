import { expect, test } from 'vitest'
import { explainEnd } from '../../functions/api/explain-end.ts'
import { REJECTIONS, type RejectionCode } from '../../functions/member/reasons.ts'
import { REQUEST, wholeOf } from './requests.ts'

const explain = (code: RejectionCode, request = REQUEST, message?: string) =>
  explainEnd({ state: 'rejected', code, attempts: 1 }, request, message === undefined ? undefined : { message })

test.each(['code_taken', 'card_invalid', 'stale_wechatpay_serial'] as const)('%s: what happened, what to do', code => {
  const { sentence, mend } = REJECTIONS[code]
  expect(explain(code)).toMatchObject({ status: 422, body: { code, detail: `${sentence} ${mend}` } })
})

test.each([
  ['unrecognised_refusal', 'then send the same again'],
  ['stale_wechatpay_serial', 'GET /encryption-key'],
] as const)('%s: what to do is said to a caller as well as to whoever has a file', (code, mend) => {
  expect(wholeOf(explain(code))).toContain(mend)
})

test('names the validity object as it was sent', () => {
  const { valid_date_information: validity = { type: 'PERMANENT' }, ...rest } = REQUEST
  expect(explain('validity_type_mismatch', { ...rest, date_information: validity })).toMatchObject({
    body: { errors: [{ pointer: '/date_information/type' }] },
  })
  expect(explain('validity_type_mismatch')).toMatchObject({
    body: { errors: [{ pointer: '/valid_date_information/type' }] },
  })
})

test('has no list of faults where no field is at fault', () => {
  expect(explain('deleted_by_user').body).not.toHaveProperty('errors')
})

test('gives WeChat Pay’s own words, masked', () => {
  const whole = wholeOf(explain('unrecognised_refusal', REQUEST, '手机号 13900001234 有误'))
  expect(whole).toContain('WeChat Pay says: 手机号 *** 有误')
})
