import { END_STATES } from '../../functions/member/end-state.ts'
import type { Bucket, Timeline } from './bucket.ts'
import { chooseTimeTicks, chooseValueTicks } from './choose-ticks.ts'
import { sumOf } from './end-states.ts'
import { type Html, html } from './html.ts'

const HEIGHT = 240
const MINUTE = 60_000

/** `allowed`: calls a minute. `describe`: what is said of a bar when pointed at. */
export type ChartFacts = {
  timeline: Timeline
  allowed: number | undefined
  offsetMs: number
  label: string
  describe(bucket: Bucket): string
}

/** Rows that ended in a bucket, as of a minute. */
export function perMinute({ counts }: Bucket, sizeMs: number): number {
  return (sumOf(counts) * MINUTE) / sizeMs
}

/**
 * Rows ended per minute as stacked bars, and the allowed rate as a line. Widths are shares of the page's and heights are
 * fixed, so that labels stay readable at any width.
 */
export function drawChart({ timeline, allowed, offsetMs, label, describe }: ChartFacts): Html {
  const { sizeMs, buckets } = timeline
  const from = buckets[0]?.at ?? 0
  const spanMs = buckets.length * sizeMs
  const values = chooseValueTicks(Math.max(allowed ?? 0, ...buckets.map(bucket => perMinute(bucket, sizeMs))))
  const top = values.at(-1) ?? 1
  const x = (at: number) => `${round(((at - from) / spanMs) * 100)}%`
  const y = (value: number) => round(HEIGHT - (value / top) * HEIGHT)

  return html`<svg class="chart" role="img" aria-label="${label}" width="100%" height="${HEIGHT}">
${values.map(value => html`<line class="grid" x1="0" x2="100%" y1="${y(value)}" y2="${y(value)}"/><text x="-8" y="${y(value) + 4}" text-anchor="end">${value.toLocaleString('en')}</text>`)}
${buckets.map(drawBar)}
${allowed === undefined ? '' : html`<line class="allowed" x1="0" x2="100%" y1="${y(allowed)}" y2="${y(allowed)}"/>`}
${chooseTimeTicks(from, from + spanMs, offsetMs).map(({ at, time, day = '' }) => html`<line class="tick" x1="${x(at)}" x2="${x(at)}" y1="${HEIGHT}" y2="${HEIGHT + 5}"/><text x="${x(at)}" y="${HEIGHT + 19}" text-anchor="middle">${time}</text><text x="${x(at)}" y="${HEIGHT + 34}" text-anchor="middle">${day}</text>`)}
</svg>`

  function drawBar(bucket: Bucket): Html {
    if (sumOf(bucket.counts) === 0) return html``
    const gap = Math.min(sizeMs / 6, spanMs / 400)
    let below = 0
    const parts = END_STATES.filter(state => bucket.counts[state] > 0).map(state => {
      const bottom = y(below)
      below += (bucket.counts[state] * MINUTE) / sizeMs
      const height = round(bottom - y(below))
      return html`<rect class="${state}" x="${x(bucket.at + gap / 2)}" width="${x(from + sizeMs - gap)}" y="${y(below)}" height="${height}"/>`
    })
    return html`<g><title>${describe(bucket)}</title>${parts}</g>`
  }
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
