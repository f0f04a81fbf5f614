import { expect, test } from 'vitest'
import { canReopen } from '../../functions/member/can-reopen.ts'

test.each([
  ['unsettled', 'no_trace'],
  ['unsettled', 'answers_unverifiable'],
  ['unsettled', 'card_not_shown'],
  ['unsettled', 'too_long_in_queue'],
  ['rejected', 'unrecognised_refusal'],
  ['rejected', 'stale_wechatpay_serial'],
])('%s, %s can be opened again', (state, code) => {
  expect(canReopen({ state, code })).toBe(true)
})

test.each([
  ['imported', undefined],
  ['already_member', undefined],
  ['rejected', undefined],
  ['rejected', 'code_taken'],
  ['rejected', 'too_long'],
  ['rejected', 'no_trace'],
  ['', 'stale_wechatpay_serial'],
])('%s, %s has ended for good', (state, code) => {
  expect(canReopen({ state, code })).toBe(false)
})
