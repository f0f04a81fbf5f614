import { formatCount } from '../output/format-quantity.ts'
import { type Account, account, type Line, showShare } from './account.ts'
import { type Html, html } from './html.ts'
import type { Report } from './report.ts'
import { showMoment } from './show-moment.ts'
import type { Texts } from './texts.ts'

/** Every row of the job once, by state, and the facts of the job. */
export function renderAccounting(report: Report, texts: Texts): Html {
  const sums = account(report)
  return html`<section><h2>${texts.accounting}</h2>
${drawShares(sums)}
<table class="account"><thead><tr><th scope="col">${texts.headState}</th><th scope="col" class="number">${texts.headRows}</th><th scope="col" class="number">${texts.headShare}</th></tr></thead>
<tbody>${sums.lines.map(({ state, rows }) => {
    const { name, meaning } = nameLine(state, texts)
    return html`<tr${rows === 0 ? html` class="none"` : ''}><th scope="row"><i class="swatch ${state}"></i>${name}<span class="quiet">${meaning}</span></th><td class="number">${formatCount(rows)}</td><td class="number">${showShare(rows, sums.all)}</td></tr>
`
  })}</tbody>
<tfoot><tr><th scope="row">${texts.all}</th><td class="number">${formatCount(sums.all)}</td><td></td></tr></tfoot></table>
<dl>${listFacts(report, sums, texts).map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl></section>`
}

function drawShares({ lines, all }: Account): Html {
  const parts = lines.filter(({ rows }) => rows > 0)
  return all === 0
    ? html``
    : html`<div class="shares" aria-hidden="true">${parts.map(({ state, rows }) => html`<i class="${state}" style="flex-grow:${rows}"></i>`)}</div>`
}

function nameLine(state: Line['state'], texts: Texts): { name: string; meaning: string } {
  if (state === 'waiting') return { name: texts.waiting, meaning: texts.waitingMeaning }
  if (state === 'unprocessed') return { name: texts.unprocessed, meaning: texts.unprocessedMeaning }
  return { name: texts.states[state], meaning: texts.meanings[state] }
}

function listFacts(report: Report, { all, left }: Account, texts: Texts): (readonly [string, string | Html])[] {
  const { job, lastEndedAt, allowedPerSecond, offsetMs } = report
  const { facts } = texts
  const ranMs = lastEndedAt === undefined ? 0 : Math.max(0, lastEndedAt - job.createdAt)
  const moment = (at: number) => showMoment(at, offsetMs)
  const rate = (value: number) => Number(value.toPrecision(2)).toLocaleString('en')
  return [
    ...(job.brandId === undefined ? [] : [[facts.brand, html`<code>${job.brandId}</code>`] as const]),
    ...(job.cardId === undefined ? [] : [[facts.template, html`<code>${job.cardId}</code>`] as const]),
    [facts.begun, moment(job.createdAt)],
    ...(lastEndedAt === undefined ? [] : [[facts.ended, moment(lastEndedAt)] as const]),
    ...(job.cancelledAt === undefined ? [] : [[facts.cancelled, moment(job.cancelledAt)] as const]),
    ...(ranMs === 0
      ? []
      : ([
          [facts.duration, texts.duration(ranMs)],
          [facts.average, texts.rowsPerSecond(rate(((all - left) * 1_000) / ranMs))],
        ] as const)),
    ...(allowedPerSecond === undefined ? [] : [[facts.allowed, texts.callsPerSecond(rate(allowedPerSecond))] as const]),
    ...(job.fileSha256 === undefined
      ? []
      : [[facts.file, html`<code>${texts.begins(job.fileSha256.slice(0, 12))}</code>`] as const]),
  ]
}
