/** Markup that may stand in a page as it is. */
export type Html = { readonly markup: string }

type Value = Html | readonly Html[] | string | number

/** Markup with values in it. Every value is escaped unless it is markup itself, so that no text of a job becomes any. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  const written = values.map((value, at) => toMarkup(value) + (parts[at + 1] ?? ''))
  return { markup: (parts[0] ?? '') + written.join('') }
}

function toMarkup(value: Value): string {
  if (typeof value === 'string' || typeof value === 'number') return escapeText(String(value))
  return 'markup' in value ? value.markup : value.map(({ markup }) => markup).join('')
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, character => ESCAPES[character] ?? '')
}
