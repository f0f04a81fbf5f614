import { COMMAND } from '../command-error.ts'
import { type Html, html } from './html.ts'
import type { Report } from './report.ts'
import type { Texts } from './texts.ts'

/** The unsettled rows one by one, as far as they are listed; nothing where there are none. */
export function renderUnsettled({ unsettled, counts, jobId, flags }: Report, texts: Texts): Html {
  if (unsettled.length === 0) return html``
  const isCapped = counts.unsettled > unsettled.length
  return html`<section><h2>${texts.unsettledRows}</h2>
<p>${texts.unsettledLead}</p>
${isCapped ? html`<p>${texts.listed(unsettled.length, counts.unsettled)} <code>${COMMAND} results ${jobId} -o results${flags}</code></p>` : ''}
<table class="listed"><thead><tr><th scope="col" class="number">${texts.headRow}</th><th scope="col">${texts.headCode}</th><th scope="col" class="number">${texts.headAttempts}</th><th scope="col">Request-ID</th></tr></thead>
<tbody>${unsettled.map(
    ({
      row,
      code,
      attempts,
      requestId = '',
    }) => html`<tr><th scope="row" class="number">${row}</th><td><code>${code}</code></td><td class="number">${attempts}</td><td><code>${requestId}</code></td></tr>
`,
  )}</tbody></table></section>`
}
