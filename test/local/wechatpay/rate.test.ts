import { describe, expect, it } from 'vitest'
import { makeRate } from '../../../infra/local/wechatpay/rate.ts'

function admit(rate: ReturnType<typeof makeRate>, atMs: number): boolean {
  const hasRoom = rate.hasRoom(atMs)
  if (hasRoom) rate.take(atMs)
  return hasRoom
}

describe('rate', () => {
  it('lets through so many in any one second, wherever it begins', () => {
    const rate = makeRate(2)
    expect([0, 900, 950, 999.9].map(at => admit(rate, at))).toEqual([true, true, false, false])
    expect([1_000, 1_100, 1_899.9, 1_900].map(at => admit(rate, at))).toEqual([true, false, false, true])
  })

  it('does not count what it refused', () => {
    const rate = makeRate(1)
    expect([0, 300, 600, 999, 1_000].map(at => admit(rate, at))).toEqual([true, false, false, false, true])
  })

  it('keeps what was taken when the limit changes', () => {
    const rate = makeRate(1)
    admit(rate, 0)
    rate.set(2)
    expect([1, 2].map(at => admit(rate, at))).toEqual([true, false])
  })
})
