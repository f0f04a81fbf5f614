import type { FaultCode } from '../member/faults.ts'
import type { HaltReason, RejectionCode } from '../member/reasons.ts'
import { type PARAMETER_FAULTS, PROBLEMS } from './problems.ts'

/** The codes of problems: those of this service, of a body or a field, of WeChat Pay's refusals, and of halts. */
export type ProblemCode = keyof typeof PROBLEMS | 'invalid_request' | FaultCode | RejectionCode | HaltReason

/** One fault of a request: where (JSON Pointer, or the name of a parameter or header), a stable code, a sentence. */
export type ProblemFault = {
  pointer: string
  code: FaultCode | RejectionCode | keyof typeof PARAMETER_FAULTS
  detail: string
}

/** An answer of the HTTP function, before it becomes API Gateway's. */
export type Answer = { status: number; headers: Record<string, string>; body: unknown }

/** The statuses of DESIGN section 7. With `about:blank` a title is the phrase of its status (RFC 9457, 4.2.1). */
const TITLES = {
  400: 'Bad Request',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
} as const

export type ProblemStatus = keyof typeof TITLES

/** Everything here is one caller's own, so nothing may be kept on the way. */
const UNKEPT = { 'cache-control': 'no-store' }

/** `requestId` is WeChat Pay's; `retryAfter` in seconds. */
type More = { errors?: readonly ProblemFault[]; requestId?: string | undefined; retryAfter?: number; allow?: string }

/** A problem whose status and words are those of its code. */
export function knownProblem(code: keyof typeof PROBLEMS, more: More = {}): Answer {
  const { status, sentence, mend } = PROBLEMS[code]
  return problem(status, code, `${sentence} ${mend}`, more)
}

/** RFC 9457 problem details (DESIGN section 7). */
export function problem(status: ProblemStatus, code: ProblemCode, detail: string, more: More = {}): Answer {
  const { errors, requestId, retryAfter, allow } = more
  return {
    status,
    headers: {
      'content-type': 'application/problem+json',
      ...UNKEPT,
      ...(requestId !== undefined && { 'request-id': requestId }),
      ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
      ...(allow !== undefined && { allow }),
    },
    body: {
      type: 'about:blank',
      title: TITLES[status],
      status,
      detail,
      code,
      ...(requestId !== undefined && { request_id: requestId }),
      ...(errors && { errors }),
    },
  }
}

/** A successful answer. `requestId` is WeChat Pay's. */
export function success(body: unknown, headers: Record<string, string> = {}, requestId?: string): Answer {
  return {
    status: 200,
    headers: {
      'content-type': 'application/json',
      ...UNKEPT,
      ...headers,
      ...(requestId !== undefined && { 'request-id': requestId }),
    },
    body,
  }
}
