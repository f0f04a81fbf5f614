import { describe, expect, test } from 'vitest'
import { chooseTimeTicks, chooseValueTicks } from '../../../cli/report/choose-ticks.ts'

const HOUR = 3_600_000
const at = (text: string) => Date.parse(text)
const labels = (from: string, ms: number, offsetMs = 0) =>
  chooseTimeTicks(at(from), at(from) + ms, offsetMs).map(({ time, day }) =>
    day === undefined ? time : `${day} ${time}`,
  )

describe('times', () => {
  test('of a job of seconds are seconds', () => {
    expect(labels('2026-03-01T08:00:00Z', 8_000)).toEqual(['08:00:00', '08:00:02', '08:00:04', '08:00:06', '08:00:08'])
  })

  test('of one over days say the day where it changes', () => {
    expect(labels('2026-03-01T07:30:00Z', 55 * HOUR)).toEqual([
      '03-01 12:00',
      '03-02 00:00',
      '12:00',
      '03-03 00:00',
      '12:00',
    ])
  })

  test('are round where the operator is', () => {
    const times = chooseTimeTicks(at('2026-03-01T00:00:00Z'), at('2026-03-02T00:00:00Z'), 5.5 * HOUR)
    expect(times.map(({ time }) => time)).toEqual(['06:00', '12:00', '18:00', '00:00'])
    expect(times[0]?.at).toBe(at('2026-03-01T00:30:00Z'))
  })

  test.each([1_000, 60_000, 7 * HOUR, 14 * 24 * HOUR, 365 * 24 * HOUR, 3_650 * 24 * HOUR])(
    'are at most six in %d ms, and at least one from ten seconds on',
    ms => {
      const { length } = chooseTimeTicks(at('2026-03-01T07:31:07Z'), at('2026-03-01T07:31:07Z') + ms, 0)
      expect(length).toBeLessThanOrEqual(6)
      expect(length).toBeGreaterThanOrEqual(ms < 10_000 ? 0 : 1)
    },
  )
})

test.each([
  [300, [0, 100, 200, 300]],
  [301, [0, 100, 200, 300, 400]],
  [0.7, [0, 0.2, 0.4, 0.6, 0.8]],
  [1, [0, 0.5, 1]],
  [31_000, [0, 10_000, 20_000, 30_000, 40_000]],
])('values up to %d', (most, ticks) => {
  expect(chooseValueTicks(most)).toEqual(ticks)
})
