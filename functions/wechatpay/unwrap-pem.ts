/** What is inside a PEM text. `label`: what the armour says of it, if there is one; `encrypted` where it says so. */
export type Unwrapped = { der: Buffer; label: string; encrypted: boolean }

const LABEL = String.raw`((?:(?:ENCRYPTED|RSA|EC|NEW|X509|TRUSTED)\s*)*(?:PRIVATE\s*KEY|PUBLIC\s*KEY|CERTIFICATE\s*REQUEST|CERTIFICATE))`
const BEGIN = new RegExp(String.raw`-*\s*BEGIN\s*${LABEL}\s*-*`)
/** Whole, or cut off somewhere behind its dashes. */
const END = new RegExp(String.raw`-*\s*END\s*${LABEL}[\s\S]*$|-+\s*(?:E(?:N(?:D[\s\S]*)?)?)?$`)

/** What copying adds: white space, quotes, backslashes before line ends, invisible spaces. */
const NOISE = /[\s"'`\\\u200B-\u200D\u2060]/g

/**
 * The bytes inside a PEM text that has been through copy and paste: literal `\n`, CR, indentation, one line, quotes, a
 * byte order mark, dashes made longer by a word processor, text around the armour, parts of the armour missing or all of
 * it, or the whole of it in base64 once more.
 */
export function unwrapPem(text: string): Unwrapped {
  const lines = text
    .replace(/\\+[rn]/g, '\n')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .trim()
  const begin = BEGIN.exec(lines)
  const body = lines.slice(begin ? begin.index + begin[0].length : 0).replace(END, '')
  const base64 = body.replace(NOISE, '')
  const der = /^[A-Za-z0-9+/]+={0,2}$/.test(base64) ? Buffer.from(base64, 'base64') : Buffer.alloc(0)
  if (!begin && der.includes('-----BEGIN')) return unwrapPem(der.toString())
  const label = (begin?.[1] ?? '').replace(/\s+/g, '')
  return { der, label, encrypted: label.startsWith('ENCRYPTED') || /Proc-Type:\s*4\s*,\s*ENCRYPTED/.test(lines) }
}
