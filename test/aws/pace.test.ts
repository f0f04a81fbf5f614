import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  earliest,
  isProbing,
  leastInterval,
  narrow,
  nextProbe,
  type Pace,
  PROBE_LEASE_MS,
  readPace,
  toMicrosecond,
  widen,
} from '../../functions/aws/pace.ts'

const pace = (changes: Partial<Pace> = {}): Pace => ({
  rate: 50,
  nextAt: 0,
  grantedAt: 0,
  stepMs: 20.6,
  intervalMs: 20.6,
  probeMs: 0,
  clean: 0,
  refusals: 0,
  refusedAt: 0,
  faults: 0,
  ...changes,
})

const rates = fc.double({ min: 0.1, max: 1_000, noNaN: true })

describe('the interval', () => {
  test.each([
    [50, 20.6],
    [5, 206],
    [10, 103],
    [3, 343.333],
    [0.1, 10_300],
  ])('at %d calls a second is 3 %% wider than exact spacing: %d ms', (rate, ms) => {
    expect(leastInterval(rate)).toBe(ms)
  })

  test('is widened by 1 % of exact spacing a refusal, up to 25 %', () => {
    expect(widen(pace(), 50, false).intervalMs).toBe(20.8)
    expect(widen(pace({ intervalMs: 24.9 }), 50, false).intervalMs).toBe(25)
    expect(widen(pace({ intervalMs: 25 }), 50, false).intervalMs).toBe(25)
  })

  test('is narrowed by 1 %, down to 3 %', () => {
    expect(narrow(pace({ intervalMs: 21 }), 50)).toBe(20.8)
    expect(narrow(pace({ intervalMs: 20.7 }), 50)).toBe(20.6)
    expect(narrow(pace(), 50)).toBe(20.6)
  })

  test('comes back from the widest to the narrowest step by step, at any rate', () => {
    fc.assert(
      fc.property(rates, rate => {
        // 22, and two more for what rounding to the microsecond takes off each.
        const steps = 24
        let intervalMs = leastInterval(rate)
        for (let step = 0; step < steps; step += 1) intervalMs = widen(pace({ intervalMs }), rate, true).intervalMs
        expect(intervalMs).toBe(toMicrosecond(1_250 / rate))
        for (let step = 0; step < steps; step += 1) intervalMs = narrow(pace({ intervalMs }), rate)
        expect(intervalMs).toBe(leastInterval(rate))
      }),
    )
  })

  test('is a plain decimal of at most three places, as DynamoDB adds it exactly', () => {
    fc.assert(
      fc.property(rates, fc.integer({ min: 0, max: 40 }), (rate, refusals) => {
        const wider = widen(pace({ intervalMs: leastInterval(rate), refusals }), rate, true)
        for (const ms of [leastInterval(rate), wider.intervalMs, wider.pushMs]) {
          expect(String(ms)).toMatch(/^\d+(\.\d{1,3})?$/)
        }
      }),
    )
  })
})

describe('a refusal pushes the clock', () => {
  test('by one interval when calls were answered before it', () => {
    expect(widen(pace({ refusals: 4 }), 50, false)).toMatchObject({ refusals: 1, pushMs: 20.6 })
  })

  test('by twice as much each time while every call is refused, up to 5 s', () => {
    expect(widen(pace({ refusals: 1 }), 50, true)).toMatchObject({ refusals: 2, pushMs: 41.2 })
    expect(widen(pace({ refusals: 2 }), 50, true)).toMatchObject({ refusals: 3, pushMs: 82.4 })
    expect(widen(pace({ refusals: 20 }), 50, true).pushMs).toBe(5_000)
    expect(widen(pace({ refusals: 5_000 }), 50, true).pushMs).toBe(5_000)
  })
})

describe('probing', () => {
  test('begins 5 s apart and doubles to 60 s', () => {
    const pauses: number[] = []
    let probeMs = 0
    for (let failed = 0; failed < 6; failed += 1) {
      probeMs = nextProbe(pace({ probeMs }))
      pauses.push(probeMs)
    }
    expect(pauses).toEqual([5_000, 10_000, 20_000, 40_000, 60_000, 60_000])
  })

  test('is never faster than the rate', () => {
    expect(nextProbe(pace({ rate: 0.1, intervalMs: 10_300 }))).toBe(10_300)
  })

  test('is told by its pause alone, whatever the interval', () => {
    expect(isProbing(pace({ intervalMs: 5_000, stepMs: 5_000 }))).toBe(false)
    expect(isProbing(pace({ probeMs: 5_000, stepMs: PROBE_LEASE_MS }))).toBe(true)
  })

  test('has those who wait ask again after its pause, not after the lease of the call at work', () => {
    expect(earliest(pace({ probeMs: 5_000, nextAt: 100_000 }), 70_000)).toBe(75_000)
    expect(earliest(pace({ probeMs: 5_000, nextAt: 72_000 }), 70_000)).toBe(72_000)
    expect(earliest(pace({ nextAt: 100_000 }), 70_000)).toBe(100_000)
  })
})

test('what a record lacks reads as nought', () => {
  expect(readPace({ rate: { N: '50' }, next_at: { N: '1722850421020.6' }, faults: { N: '2' } })).toEqual(
    pace({ nextAt: 1_722_850_421_020.6, stepMs: 0, intervalMs: 0, faults: 2 }),
  )
})
