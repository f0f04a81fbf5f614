import type { Fault, FaultCode } from './faults.ts'
import { endOfString, findKeyFault } from './find-key-fault.ts'

const MAX_BYTES = 256 * 1024

/** The import request has five levels; JSON that needs more is something else. */
const MAX_DEPTH = 16

/** What can be wrong with a body before anything in it is looked at. */
export const BODY_FAULTS = {
  body_too_large: `Must be at most ${MAX_BYTES} bytes long.`,
  not_utf8: 'Must be UTF-8.',
  nested_too_deep: `Must be nested at most ${MAX_DEPTH} levels deep.`,
  not_json: 'Must be JSON (RFC 8259).',
  duplicate_key: 'Must not stand twice in one object.',
  forbidden_key: 'Must not be named __proto__.',
} as const satisfies Partial<Record<FaultCode, string>>

/**
 * Parses a body of at most 256 KiB: strict UTF-8 (a byte order mark is skipped, as RFC 8259 8.1 allows; no U+FFFD, which
 * API Gateway and others that hand a text on have put in place of bytes that were not UTF-8), JSON at most
 * 16 levels deep, no key twice in an object, no key __proto__. Never throws; a fault says nothing of the text.
 */
export function parseJson(bytes: Uint8Array): { value: unknown } | { fault: Fault } {
  if (bytes.byteLength > MAX_BYTES) return refused('body_too_large')
  const text = decode(bytes)
  if (text === undefined || text.includes('\uFFFD')) return refused('not_utf8')
  if (isTooDeep(text)) return refused('nested_too_deep')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return refused('not_json')
  }
  const keyFault = findKeyFault(text)
  return keyFault ? refused(keyFault.code, keyFault.pointer) : { value }
}

const refused = (code: keyof typeof BODY_FAULTS, pointer = ''): { fault: Fault } => ({
  fault: { pointer, code, detail: BODY_FAULTS[code] },
})

const utf8 = new TextDecoder('utf-8', { fatal: true })

function decode(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes)
  } catch {
    return undefined
  }
}

/** Looked at before anything recurses; in a text that is no JSON the answer does not matter. */
function isTooDeep(text: string): boolean {
  let depth = 0
  for (let index = 0; index < text.length; index++) {
    const character = text[index]
    if (character === '"') index = endOfString(text, index)
    else if (character === '{' || character === '[') depth++
    else if (character === '}' || character === ']') depth--
    if (depth > MAX_DEPTH) return true
  }
  return false
}
