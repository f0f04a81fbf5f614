import * as v from 'valibot'
import { parseAnswer } from './parse-answer.ts'

const text = v.fallback(v.optional(v.string()), undefined)

/** `detail` has been seen nested, absent and of other types (CONTRACT.md 3.1): what does not fit is passed over. */
const ErrorSchema = v.object({
  code: text,
  message: text,
  detail: v.fallback(
    v.optional(
      v.object({
        field: text,
        issue: text,
        detail: v.fallback(v.optional(v.object({ issue: text })), undefined),
      }),
    ),
    undefined,
  ),
})

/** WeChat Pay's error envelope, as far as it could be read. `detail.value` is left where it is: it is the user's. */
export type WechatPayError = { code: string; message: string; field: string; issue: string }

/** Reads the body of a verified answer that is not a 2xx; empty strings for what is not there. */
export function readError(body: Uint8Array): WechatPayError {
  const result = v.safeParse(ErrorSchema, parseAnswer(body))
  const { code, message, detail } = result.success ? result.output : {}
  return {
    code: code ?? '',
    message: message ?? '',
    field: detail?.field ?? '',
    issue: detail?.issue ?? detail?.detail?.issue ?? '',
  }
}
