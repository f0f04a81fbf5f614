import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createBuckets } from '../../../cli/report/bucket.ts'
import { sumOf } from '../../../cli/report/end-states.ts'
import { END_STATES } from '../../../functions/member/end-state.ts'

const BEGUN = Date.parse('2026-03-01T00:00:00Z')
const HOUR = 3_600_000

function timelineOf(...afterMs: number[]) {
  const buckets = createBuckets()
  for (const ms of afterMs) buckets.add(BEGUN + ms, 'imported')
  return buckets.close()
}

describe('the size of a bucket follows how long the job took', () => {
  test.each([
    ['8 seconds', 8_000, 1_000],
    ['119 seconds', 119_000, 1_000],
    ['two minutes', 120_000, 5_000],
    ['an hour', HOUR, 60_000],
    ['55 hours', 55 * HOUR, 1_800_000],
    ['14 days', 14 * 24 * HOUR, 6 * HOUR],
    ['a year', 365 * 24 * HOUR, 96 * HOUR],
  ])('%s', (_, ms, sizeMs) => {
    expect(timelineOf(0, ms).sizeMs).toBe(sizeMs)
  })
})

test('a bucket holds what ended in it, by state, and one in which nothing ended is there too', () => {
  const buckets = createBuckets()
  buckets.add(BEGUN + 2_000, 'rejected')
  buckets.add(BEGUN, 'imported')
  buckets.add(BEGUN + 2_999, 'imported')
  expect(buckets.close()).toEqual({
    sizeMs: 1_000,
    buckets: [
      { at: BEGUN, counts: { imported: 1, already_member: 0, rejected: 0, unsettled: 0 } },
      { at: BEGUN + 1_000, counts: { imported: 0, already_member: 0, rejected: 0, unsettled: 0 } },
      { at: BEGUN + 2_000, counts: { imported: 1, already_member: 0, rejected: 1, unsettled: 0 } },
    ],
  })
})

test('without a row there is no bucket', () => {
  expect(timelineOf().buckets).toEqual([])
})

test('whatever the order and the times, every row is in the bucket of its time, and buckets are few and without a gap', () => {
  const times = fc.array(fc.tuple(fc.nat(30 * 24 * HOUR), fc.constantFrom(...END_STATES)), { minLength: 1 })
  fc.assert(
    fc.property(times, rows => {
      const buckets = createBuckets()
      for (const [ms, state] of rows) buckets.add(BEGUN + ms, state)
      const { sizeMs, buckets: closed } = buckets.close()
      expect(closed.length).toBeLessThanOrEqual(120)
      for (const [nth, { at, counts }] of closed.entries()) {
        expect(at).toBe((closed[0]?.at ?? 0) + nth * sizeMs)
        const own = rows.filter(([ms]) => BEGUN + ms >= at && BEGUN + ms < at + sizeMs)
        for (const state of END_STATES) expect(counts[state]).toBe(own.filter(([, one]) => one === state).length)
      }
      expect(closed.reduce((sum, { counts }) => sum + sumOf(counts), 0)).toBe(rows.length)
    }),
  )
})
