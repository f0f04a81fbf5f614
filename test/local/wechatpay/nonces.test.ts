import { expect, it } from 'vitest'
import { makeNonces } from '../../../infra/local/wechatpay/nonces.ts'

it('a nonce is good once in 600 seconds', () => {
  const nonces = makeNonces()
  expect([0, 300_000, 600_000, 600_001].map(at => nonces.use('a', at))).toEqual([true, false, false, true])
})

it('a repeat does not make it live longer, and one that goes takes no other with it', () => {
  const nonces = makeNonces()
  nonces.use('a', 0)
  nonces.use('b', 1)
  nonces.use('a', 500_000)
  expect(nonces.use('a', 600_001)).toBe(true)
  expect(nonces.use('b', 600_001)).toBe(false)
})

it('those of an earlier process count', () => {
  const nonces = makeNonces([
    { nonce: 'a', received_at_ms: 0 },
    { nonce: null, received_at_ms: 1 },
    { nonce: 'b', received_at_ms: 2 },
  ])
  expect(['a', 'b', 'c'].map(nonce => nonces.use(nonce, 600_001))).toEqual([true, false, true])
})
