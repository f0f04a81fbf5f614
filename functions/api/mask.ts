import type { ImportRequest } from '../member/import-request.ts'
import { personalFields } from '../member/personal-fields.ts'
import type { Said } from '../ports.ts'

/** No sentence of WeChat Pay is longer; what is comes from the request. */
const MOST_CHARACTERS = 500

/** So many characters running give a value away: two of a Chinese name or address, four of a number or mailbox. */
const [TELLING_HAN, TELLING_ASCII] = [2, 4]

/**
 * WeChat Pay's own words for the HTTP caller, with every personal value of the request masked: its texts can repeat
 * what the user gave (CONTRACT.md 1.6), whole or in part, as it is or escaped. In doubt too much is masked.
 */
export function maskSaid({ message, issue }: Said, request: ImportRequest): string {
  const words = issue === undefined || issue === message ? message : `${message} (${issue})`
  const pieces = new Set(personalFields(request).flatMap(field => formsOf(field.value).flatMap(piecesOf)))
  const sizes = [...new Set(Array.from(pieces, piece => piece.length))]
  const text = words.toWellFormed().slice(0, MOST_CHARACTERS)
  const folded = fold(text)

  const masked = new Set<number>()
  for (let at = 0; at < text.length; at += 1) {
    for (const size of sizes) {
      if (!pieces.has(folded.slice(at, at + size))) continue
      for (let inside = at; inside < at + size; inside += 1) masked.add(inside)
    }
  }
  return Array.from({ length: text.length }, (_, at) => (masked.has(at) ? '\0' : text.charAt(at)))
    .join('')
    .replace(/\0+/g, '***')
}

/** A value as it may stand in a text: plain, inside JSON with or without \u escapes, inside a URL. */
function formsOf(value: string): string[] {
  const inJson = JSON.stringify(value).slice(1, -1)
  const inAscii = inJson.replace(/[^\x20-\x7e]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return [value, inJson, inAscii, encodeURIComponent(value.toWellFormed())]
}

function piecesOf(form: string): string[] {
  const size = /^[\x20-\x7e]*$/.test(form) ? TELLING_ASCII : TELLING_HAN
  if (form.length <= size) return form === '' ? [] : [fold(form)]
  return Array.from({ length: form.length - size + 1 }, (_, at) => fold(form.slice(at, at + size)))
}

/** Letters of either case and full or half width are the same, each as one unit, so that places stay where they are. */
function fold(text: string): string {
  return Array.from({ length: text.length }, (_, at) => {
    const unit = text.charAt(at)
    const folded = unit.normalize('NFKC').toLowerCase()
    return folded.length === 1 ? folded : unit
  }).join('')
}
