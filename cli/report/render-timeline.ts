import { END_STATES } from '../../functions/member/end-state.ts'
import { formatCount } from '../output/format-quantity.ts'
import type { Bucket } from './bucket.ts'
import { drawChart, perMinute } from './draw-chart.ts'
import { type Html, html } from './html.ts'
import type { Report } from './report.ts'
import { showMoment } from './show-moment.ts'
import type { Texts } from './texts.ts'

/** Rows that ended over time beside the allowed rate: drawn, and as a table. */
export function renderTimeline(report: Report, texts: Texts): Html {
  const { timeline, uncalled, allowedPerSecond } = report
  const notes = [
    ...(timeline.buckets.length === 0 ? [texts.nothingCalled] : [texts.allowedNote]),
    ...(allowedPerSecond === undefined && timeline.buckets.length > 0 ? [texts.allowedUnknown] : []),
    ...(uncalled > 0 ? [texts.uncalled(uncalled)] : []),
  ]
  return html`<section><h2>${texts.overTime}</h2>
${timeline.buckets.length === 0 ? '' : renderFigure(report, texts)}
<p class="quiet">${notes.join(texts.lang === 'en' ? ' ' : '')}</p></section>`
}

function renderFigure({ timeline, allowedPerSecond, offsetMs }: Report, texts: Texts): Html {
  const { sizeMs, buckets } = timeline
  const states = END_STATES.filter(state => buckets.some(({ counts }) => counts[state] > 0))
  const allowed = allowedPerSecond === undefined ? undefined : allowedPerSecond * 60
  const lead = texts.overTimeLead(texts.duration(sizeMs))
  const allowedLine = allowed === undefined ? '' : texts.allowedLine(formatCount(Math.round(allowed)))
  const countsOf = ({ counts }: Bucket) =>
    states.filter(state => counts[state] > 0).map(state => `${texts.states[state]} ${formatCount(counts[state])}`)
  const describe = (bucket: Bucket) => [showMoment(bucket.at, offsetMs), ...countsOf(bucket)].join(', ')

  return html`<p>${lead}</p>
<p class="legend">${states.map(state => html`<span><i class="swatch ${state}"></i>${texts.states[state]}</span> `)}${allowed === undefined ? '' : html`<span><i class="dash"></i>${allowedLine}</span>`}</p>
<div class="plot">${drawChart({ timeline, allowed, offsetMs, label: `${lead} ${allowedLine}`.trim(), describe })}</div>
<details><summary>${texts.asTable}</summary><div class="wide" tabindex="0" role="region" aria-label="${texts.asTable}"><table><thead><tr><th scope="col">${texts.headFrom}</th>${states.map(state => html`<th scope="col" class="number">${texts.states[state]}</th>`)}<th scope="col" class="number">${texts.headPerMinute}</th></tr></thead>
<tbody>${buckets.map(
    bucket => html`<tr><th scope="row">${showMoment(bucket.at, offsetMs)}</th>${states.map(state => html`<td class="number">${formatCount(bucket.counts[state])}</td>`)}<td class="number">${formatCount(Math.round(perMinute(bucket, sizeMs)))}</td></tr>
`,
  )}</tbody></table></div></details>`
}
