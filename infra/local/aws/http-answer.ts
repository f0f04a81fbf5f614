import * as v from 'valibot'
import type { Result } from './runtime-api.ts'

export type HttpAnswer = { statusCode: number; headers: Record<string, string>; cookies: string[]; body: Buffer }

const Proxied = v.object({
  statusCode: v.pipe(v.number(), v.integer(), v.minValue(100), v.maxValue(599)),
  headers: v.optional(
    v.record(v.string(), v.pipe(v.union([v.string(), v.number(), v.boolean()]), v.transform(String))),
    {},
  ),
  cookies: v.optional(v.array(v.string()), []),
  body: v.optional(v.string(), ''),
  isBase64Encoded: v.optional(v.boolean(), false),
})

/** An answer that API Gateway itself gives. */
export const gatewayAnswer = (statusCode: number, message: string): HttpAnswer => ({
  statusCode,
  headers: { 'content-type': 'application/json' },
  cookies: [],
  body: Buffer.from(JSON.stringify({ message })),
})

const throttled = 'TooManyRequestsException'

/** The answer to the client, by the function's result: payload format 2.0, "Lambda function response". */
export function toHttpAnswer(result: Result): HttpAnswer {
  if ('error' in result)
    return result.error.errorType === throttled
      ? gatewayAnswer(503, 'Service Unavailable')
      : gatewayAnswer(500, 'Internal Server Error')
  const { payload } = result
  if (typeof payload !== 'object' || payload === null || !('statusCode' in payload)) return plainAnswer(payload)
  const proxied = v.safeParse(Proxied, payload)
  if (!proxied.success) return gatewayAnswer(500, 'Internal Server Error')
  const { statusCode, cookies, body, isBase64Encoded } = proxied.output
  const headers = Object.entries(proxied.output.headers).map(([name, value]) => [name.toLowerCase(), value])
  return {
    statusCode,
    headers: { 'content-type': 'text/plain;charset=UTF-8', ...Object.fromEntries(headers) },
    cookies,
    body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'),
  }
}

/** A value without a status is the body of a 200. */
const plainAnswer = (payload: unknown): HttpAnswer => ({
  statusCode: 200,
  headers: { 'content-type': 'application/json' },
  cookies: [],
  body: Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload)),
})
