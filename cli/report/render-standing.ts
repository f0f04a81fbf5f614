import { account } from './account.ts'
import { type Html, html } from './html.ts'
import type { Report } from './report.ts'
import type { Texts } from './texts.ts'

/** The head of a report: the one sentence on how the job stands. */
export function renderStanding(report: Report, texts: Texts): Html {
  const { tone, sentence } = describeStanding(report, texts)
  return html`<header>
<p class="eyebrow">${texts.eyebrow}</p>
<h1>${texts.job(report.jobId)}</h1>
<p class="standing ${tone}">${sentence}</p>
</header>`
}

function describeStanding(report: Report, { standing }: Texts): { tone: 'good' | 'open' | 'bad'; sentence: string } {
  const { state, isComplete, rows } = report
  const { all, left, bad } = account(report)
  const facts = { rows: all, left, bad }
  if (rows === undefined) {
    const tone = state === 'running' ? 'open' : 'bad'
    return { tone, sentence: standing.unregistered[state] + standing.unknown(facts) }
  }
  switch (state) {
    case 'ended':
      return bad === 0
        ? { tone: 'good', sentence: standing.well(facts) }
        : { tone: 'bad', sentence: standing.ended(facts) }
    case 'cancelled':
      return isComplete
        ? { tone: 'bad', sentence: standing.cancelled(facts) }
        : { tone: 'open', sentence: standing.settling(facts) }
    case 'halted':
      return { tone: 'bad', sentence: standing.halted(facts) }
    case 'running':
      return { tone: 'open', sentence: standing.running(facts) }
  }
}
