import { COMMAND } from '../command-error.ts'
import { explainHalt } from './explain-reason.ts'
import { type Html, html } from './html.ts'
import type { Report } from './report.ts'
import { showMoment } from './show-moment.ts'
import type { Texts } from './texts.ts'

/** What halts a job, each with its mend; nothing where nothing does, or where no row is left to be halted. */
export function renderHalts({ jobId, state, halts, offsetMs, flags }: Report, texts: Texts): Html {
  if (halts.length === 0 || state === 'ended') return html``
  return html`<section class="halts"><h2>${texts.halts}</h2>
${halts.map(({ scope, reason, raised_at }) => {
  const { sentence, mend } = explainHalt(reason, texts.lang)
  const since = texts.since(showMoment(Date.parse(raised_at), offsetMs))
  return html`<p>${sentence}</p><p class="mend">${mend}</p><p class="quiet"><code>${reason}</code> (${texts.scopes[scope]}) ${since}</p>`
})}
<p>${texts.thenResume} <code>${COMMAND} resume ${jobId}${flags}</code></p></section>`
}
