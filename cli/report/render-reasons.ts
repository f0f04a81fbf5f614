import { formatCount } from '../output/format-quantity.ts'
import { explainReason } from './explain-reason.ts'
import { type Html, html } from './html.ts'
import type { Report } from './report.ts'
import type { Texts } from './texts.ts'

/** Why rows did not end well, the most frequent reason first, each with what to do. */
export function renderReasons({ reasons }: Report, texts: Texts): Html {
  if (reasons.length === 0)
    return html`<section><h2>${texts.reasons}</h2><p class="quiet">${texts.noReasons}</p></section>`
  return html`<section><h2>${texts.reasons}</h2>
<p>${texts.reasonsLead}</p>
<table class="reasons"><thead><tr><th scope="col" class="number">${texts.headRows}</th><th scope="col">${texts.headReason}</th></tr></thead>
<tbody>${reasons.map(({ state, code, rows, first, detail, fields }) => {
    const { sentence, mend } = explainReason(state, code, texts.lang)
    const where = fields.length === 0 ? '' : html`${texts.fields} <code>${fields.join(', ')}</code>. `
    const example =
      detail === '' ? texts.first(first) : html`${texts.firstSays(first)} <span lang="en">${detail}</span>`
    return html`<tr><td class="number">${formatCount(rows)}</td><th scope="row"><i class="swatch ${state}"></i><code>${code}</code><p>${sentence}</p><p class="mend">${mend}</p><p class="quiet">${where}${example}</p></th></tr>
`
  })}</tbody></table></section>`
}
