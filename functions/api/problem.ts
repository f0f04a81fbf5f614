/** One fault of a request: where (JSON Pointer, or the name of a query parameter), a stable code, a sentence. */
export type ProblemFault = { pointer: string; code: string; detail: string }

/** An answer of the HTTP function, before it becomes API Gateway's. */
export type Answer = { status: number; headers: Record<string, string>; body: unknown }

const TITLES: Record<number, string> = {
  400: 'Bad request',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'The same member is being imported right now',
  413: 'Content too large',
  415: 'Unsupported media type',
  422: 'Unprocessable content',
  429: 'Too many requests',
  500: 'Internal error',
  502: 'Untrustworthy answer from WeChat Pay',
  503: 'Not available now',
  504: 'Outcome unknown',
}

/** RFC 9457 problem details (DESIGN section 7). `retryAfter` in seconds. */
export function problem(
  status: number,
  code: string,
  detail: string,
  more: { errors?: readonly ProblemFault[]; requestId?: string; retryAfter?: number; allow?: string } = {},
): Answer {
  const { errors, requestId, retryAfter, allow } = more
  return {
    status,
    headers: {
      'content-type': 'application/problem+json',
      ...(requestId !== undefined && { 'request-id': requestId }),
      ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
      ...(allow !== undefined && { allow }),
    },
    body: {
      type: 'about:blank',
      title: TITLES[status] ?? 'Error',
      status,
      detail,
      code,
      ...(requestId !== undefined && { request_id: requestId }),
      ...(errors && { errors }),
    },
  }
}

/** A successful answer; everything here is one caller's own, so nothing may be kept on the way. */
export function success(body: unknown, headers: Record<string, string> = {}): Answer {
  return { status: 200, headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers }, body }
}
