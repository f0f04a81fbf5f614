import type { Call, Reply } from '../ports.ts'
import { readError, type WechatPayError } from './read-error.ts'
import type { Fault } from './transport.ts'
import type { Verification } from './verify-answer.ts'
import { weighRefusal } from './weigh-refusal.ts'
import { weighSuccess } from './weigh-success.ts'

/** An answer whose signature was looked at. The body is not parsed unless it was `verified`. */
export type Answer = {
  status: number
  requestId?: string | undefined
  verification: Verification
  /** Whether one that failed looks like a probe: handed on for diagnosis. */
  probe?: boolean
  body: Uint8Array
}

/**
 * What an answer, or its absence, means for a call: the table of CONTRACT.md 3.2 to 3.7. Pure. Only a verified answer
 * can end a row; a status alone may delay it or stop the credential.
 */
export function classify(call: Call, received: Answer | Fault): Reply {
  if ('sent' in received) return weighFault(received)
  const { status, verification, body, requestId } = received
  const verified = verification === 'verified'
  const error = verified && status >= 300 ? readError(body) : undefined
  return {
    ...weighAnswer(call, received, error),
    ...(requestId !== undefined && { requestId }),
    ...(error?.message && { said: { message: error.message, ...(error.issue && { issue: error.issue }) } }),
  }
}

function weighFault({ sent, why }: Fault): Reply {
  return sent ? { kind: 'unclear', why } : { kind: 'unavailable', mayHaveWorked: false }
}

function weighAnswer(call: Call, answer: Answer, error: WechatPayError | undefined): Reply {
  const { status, verification, body } = answer
  if (error && status >= 400 && RATE_CODES.has(error.code)) return { kind: 'rate_limited' }
  const byStatus = weighStatus(status, verification === 'verified')
  if (byStatus) return byStatus
  if (verification !== 'verified') return { kind: 'unclear', why: 'unverified', ...(answer.probe && { probe: true }) }
  return error ? weighRefusal(call, status, error) : weighSuccess(call, status, body)
}

/** Three spellings across the pages, one of them together with a 500 (CONTRACT.md 3.6). */
const RATE_CODES = new Set(['RATELIMIT_EXCEEDED', 'FREQUENCY_LIMITED', 'FREQUENCY_LIMIT_EXCEED'])

/** Statuses that mean the same with and without a signature: edges and gateways make them too (CONTRACT.md 4.5). */
function weighStatus(status: number, verified: boolean): Reply | undefined {
  if (status === 401) return { kind: 'unauthorised' }
  if (status === 429) return { kind: 'rate_limited' }
  // "Not processed" (CONTRACT.md 3.2) is WeChat Pay's word; a gateway may say 502 after it passed the request on.
  if (status === 502 || status === 503) return { kind: 'unavailable', mayHaveWorked: !verified }
  if (status >= 500) return { kind: 'unclear', why: 'server_error' }
  return undefined
}
