import { COMMAND } from '../command-error.ts'
import { type Html, html } from './html.ts'
import { renderAccounting } from './render-accounting.ts'
import { renderHalts } from './render-halts.ts'
import { renderReasons } from './render-reasons.ts'
import { renderStanding } from './render-standing.ts'
import { renderTimeline } from './render-timeline.ts'
import { renderUnsettled } from './render-unsettled.ts'
import type { Report } from './report.ts'
import { showMoment, showOffset } from './show-moment.ts'
import { STYLE } from './style.ts'
import { ENGLISH, type Language, type Texts } from './texts.ts'
import { CHINESE } from './texts-zh.ts'

/** How a report begins: by this it is known again. */
export const REPORT_MARK = '<!doctype html>\n<!-- member-import report -->\n'

/** Nothing is loaded, run or sent anywhere, by whatever got into the page. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

/**
 * A report as one HTML file. Both languages are in it, `first` is shown; two radio buttons before them and a rule of the
 * style sheet choose, so that the file needs no script.
 */
export function renderReport(report: Report, first: Language): string {
  const languages: readonly Texts[] = [ENGLISH, CHINESE]
  const page = html`<html lang="${first}">
<head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="robots" content="noindex">
<title>${report.jobId} · member-import</title>
<style>${{ markup: STYLE }}</style></head>
<body>
${languages.map(
  ({
    lang,
    name,
  }) => html`<input type="radio" name="lang" id="${lang}"${lang === first ? html` checked` : ''}><label for="${lang}" lang="${lang}">${name}</label>
`,
)}${languages.map(texts => renderArticle(report, texts))}
</body></html>
`
  return REPORT_MARK + page.markup
}

function renderArticle(report: Report, texts: Texts): Html {
  const { jobId, madeAt, offsetMs, flags } = report
  const { made, personal, each } = texts.footer
  return html`<article lang="${texts.lang}">
${renderStanding(report, texts)}
${renderHalts(report, texts)}
${renderAccounting(report, texts)}
${renderTimeline(report, texts)}
${renderReasons(report, texts)}
${renderUnsettled(report, texts)}
<footer><p>${each} <code>${COMMAND} results ${jobId} -o results${flags}</code></p>
<p>${made(showMoment(madeAt, offsetMs), showOffset(offsetMs))} ${personal}</p></footer>
</article>`
}
