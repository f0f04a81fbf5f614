import type { Refusal } from './catalogue.ts'
import type { JsonObject } from './parse-json.ts'

/** An answer before it is signed. `code` is that of the error envelope, for the journal. */
export type Answer = {
  status: number
  code: string | null
  contentType: string
  text: string
  headers?: Record<string, string>
}

const JSON_TYPE = 'application/json; charset=utf-8'

/** Indented, as the official samples are: who verifies over a body written anew fails. */
export function jsonAnswer(status: number, body: JsonObject): Answer {
  return { status, code: null, contentType: JSON_TYPE, text: JSON.stringify(body, null, 2) }
}

/** The error envelope (CONTRACT.md 3.1). */
export function refusalAnswer({ status, code, message, detail }: Refusal): Answer {
  return { ...jsonAnswer(status, { code, message, ...(detail && { detail }) }), code }
}
