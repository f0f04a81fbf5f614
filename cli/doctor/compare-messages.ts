/** Where two messages part: `at` counts from 0; `signed` and `received` are what stands there, control characters visible. */
export type Difference = { at: number; part: Part; signed: string; received: string }

export type Part = 'method' | 'path' | 'timestamp' | 'nonce' | 'body'

const PARTS: readonly Part[] = ['method', 'path', 'timestamp', 'nonce']
const BEFORE = 12
const AFTER = 24

/**
 * The first difference between what was signed and what WeChat Pay says it would have signed, which it shows cut off
 * (CONTRACT.md 3.1). `length`: that of its whole message. Undefined: none, as far as it is shown.
 */
export function firstDifference(signed: string, shown: string, length: number | undefined): Difference | undefined {
  const at = Array.from({ length: shown.length }, (_, index) => index).find(index => shown[index] !== signed[index])
  if (at !== undefined) return differenceAt(at, signed, shown)
  // It may count bytes or characters: what was signed must have neither length.
  if (length === undefined || length === signed.length || length === Buffer.byteLength(signed)) return undefined
  return { ...differenceAt(shown.length, signed, shown), received: `a message of ${length} bytes, not shown further` }
}

function differenceAt(at: number, signed: string, shown: string): Difference {
  const line = (signed.slice(0, at).match(/\n/g) ?? []).length
  return { at, part: PARTS[line] ?? 'body', signed: excerpt(signed, at), received: excerpt(shown, at) }
}

function excerpt(text: string, at: number): string {
  const [from, to] = [Math.max(0, at - BEFORE), at + AFTER]
  return `${from > 0 ? '…' : ''}${visible(text.slice(from, to))}${to < text.length ? '…' : ''}`
}

/** Escapes whatever a terminal does not show as a character of its own. */
export function visible(text: string): string {
  const escapes: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }
  return text.replace(
    /[^\x20-\x7e\u3000-\u9fff\uff00-\uffef]/gu,
    character => escapes[character] ?? `\\u{${character.codePointAt(0)?.toString(16)}}`,
  )
}
