import { describe, expect, test } from 'vitest'
import { drawChart, perMinute } from '../../../cli/report/draw-chart.ts'

const BEGUN = Date.parse('2026-03-01T00:00:00Z')
const counts = { imported: 8, already_member: 0, rejected: 2, unsettled: 0 }
const facts = {
  timeline: { sizeMs: 1_000, buckets: [{ at: BEGUN, counts }] },
  allowed: 1_200,
  offsetMs: 0,
  label: 'a chart',
  describe: () => 'a bar',
}
const drawn = (more: Partial<Parameters<typeof drawChart>[0]> = {}) => drawChart({ ...facts, ...more }).markup
const rects = (markup: string) =>
  [...markup.matchAll(/<rect class="(\w+)"[^>]* y="([\d.]+)" height="([\d.]+)"/g)].map(([, state, y, height]) => ({
    state,
    y: Number(y),
    height: Number(height),
  }))

test('rows of a bucket count as of a minute', () => {
  expect(perMinute({ at: BEGUN, counts }, 1_000)).toBe(600)
  expect(perMinute({ at: BEGUN, counts }, 1_800_000)).toBeCloseTo(1 / 3)
})

describe('a chart', () => {
  test('stacks the states of a bucket from the bottom on, to scale', () => {
    // 240 high, up to 1,500 a minute: 8 rows a second are 480.
    expect(rects(drawn())).toEqual([
      { state: 'imported', y: 163.2, height: 76.8 },
      { state: 'rejected', y: 144, height: 19.2 },
    ])
  })

  test('has the allowed rate as a line on the same scale, and none where it is not known', () => {
    expect(drawn()).toContain('<line class="allowed" x1="0" x2="100%" y1="48" y2="48"/>')
    expect(drawn({ allowed: undefined })).not.toContain('class="allowed"')
  })

  test('reaches as high as what was done where that is above the rate', () => {
    expect(Math.min(...rects(drawn({ allowed: 60 })).map(({ y }) => y))).toBeGreaterThanOrEqual(0)
  })

  test('leaves a bucket empty in which nothing ended', () => {
    const nothing = { imported: 0, already_member: 0, rejected: 0, unsettled: 0 }
    const buckets = [...facts.timeline.buckets, { at: BEGUN + 1_000, counts: nothing }]
    expect(rects(drawn({ timeline: { sizeMs: 1_000, buckets } }))).toHaveLength(2)
  })

  test('is named for who does not see it', () => {
    expect(drawn()).toContain('role="img" aria-label="a chart"')
  })
})
