import * as v from 'valibot'
import { visible } from './compare-messages.ts'

const text = v.fallback(v.optional(v.string()), undefined)

/** `detail.value` is left where it is: of a 401 it may be the signature. */
const Refusal = v.object({
  code: text,
  message: text,
  detail: v.fallback(
    v.optional(
      v.object({
        issue: text,
        detail: v.fallback(v.optional(v.object({ issue: text })), undefined),
        sign_information: v.fallback(
          v.optional(
            v.object({
              sign_message_length: v.fallback(v.optional(v.number()), undefined),
              truncated_sign_message: text,
            }),
          ),
          undefined,
        ),
      }),
    ),
    undefined,
  ),
})

/** What an answer that is no success says: fit to be shown, but not believed unless the answer is verified. */
export type SaidRefusal = {
  code: string
  message: string
  issue: string
  /** What WeChat Pay verified the signature over, cut off, and how long it was (CONTRACT.md 3.1). */
  signMessage?: { shown: string; length: number | undefined }
}

export function readRefusal(body: Uint8Array): SaidRefusal {
  const result = v.safeParse(Refusal, parse(body))
  const { code = '', message = '', detail } = result.success ? result.output : {}
  const { truncated_sign_message: shown, sign_message_length: length } = detail?.sign_information ?? {}
  return {
    code: showable(code),
    message: showable(message),
    issue: showable(detail?.issue ?? detail?.detail?.issue ?? ''),
    ...(shown && { signMessage: { shown, length } }),
  }
}

/** A refusal in one sentence, as far as it says anything. */
export function quote({ code, message, issue }: SaidRefusal): string {
  const words = [code, message, issue].filter(part => part !== '')
  return words.length === 0 ? '' : ` WeChat Pay says: ${words.join(', ')}.`
}

/** A text of the answer, without anything that could be a signature or a ciphertext. */
function showable(said: string): string {
  const plain = visible(said).replace(/[A-Za-z0-9+/=]{64,}/g, '…')
  return plain.length > 200 ? `${plain.slice(0, 200)}…` : plain
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body))
  } catch {
    return undefined
  }
}
