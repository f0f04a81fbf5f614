import type { IncomingMessage } from 'node:http'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { ACCOUNT } from './names.ts'

/** Bodies of these types arrive as text; all others in base64. */
const TEXT = /^\s*(text\/[^;]+|application\/(json|javascript|xml))\s*(;|$)/i

/** What the caller cannot set, and what belongs to one connection only. */
const DROPPED = new Set(['cookie', 'connection', 'keep-alive', 'transfer-encoding', 'x-forwarded-for'])

/**
 * The path as HTTP APIs hand it over: decoded, and cut at a decoded `?` (so it is on AWS, though the field is called
 * rawPath). A decoded slash divides segments. Undefined if it cannot be decoded.
 */
export function decodePath(url: string): string | undefined {
  const [raw = ''] = url.split('?')
  try {
    return decodeURIComponent(raw).split('?')[0]
  } catch {
    return undefined
  }
}

/** The event of API Gateway's HTTP API, payload format 2.0. `now` in ms since 1970. */
export function toHttpEvent(
  request: IncomingMessage,
  body: Buffer,
  matched: { routeKey: string; pathParameters: Record<string, string>; path: string; requestId: string },
  now: number,
): APIGatewayProxyEventV2 {
  const { method = 'GET', url = '/' } = request
  const rawQueryString = url.includes('?') ? url.slice(url.indexOf('?') + 1) : ''
  const sourceIp = request.socket.remoteAddress ?? ''
  const headers = { ...joinHeaders(request.rawHeaders), 'x-forwarded-for': sourceIp, 'x-forwarded-proto': 'http' }
  const cookies = request.headers.cookie?.split(';').map(cookie => cookie.trim())
  const isBase64Encoded = body.length > 0 && !TEXT.test(request.headers['content-type'] ?? '')
  const query = joinQuery(rawQueryString)
  return {
    version: '2.0',
    routeKey: matched.routeKey,
    rawPath: matched.path,
    rawQueryString,
    ...(cookies && { cookies }),
    headers,
    ...(Object.keys(query).length > 0 && { queryStringParameters: query }),
    requestContext: {
      accountId: ACCOUNT,
      apiId: 'local',
      domainName: request.headers.host ?? '',
      domainPrefix: 'local',
      http: {
        method,
        path: matched.path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp,
        userAgent: request.headers['user-agent'] ?? '',
      },
      requestId: matched.requestId,
      routeKey: matched.routeKey,
      stage: '$default',
      time: commonLogTime(new Date(now)),
      timeEpoch: now,
    },
    ...(Object.keys(matched.pathParameters).length > 0 && { pathParameters: matched.pathParameters }),
    ...(body.length > 0 && { body: body.toString(isBase64Encoded ? 'base64' : 'utf8') }),
    isBase64Encoded,
  }
}

function joinHeaders(rawHeaders: readonly string[]): Record<string, string> {
  const joined = new Map<string, string>()
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = String(rawHeaders[at]).toLowerCase()
    const value = String(rawHeaders[at + 1])
    const before = joined.get(name)
    if (!DROPPED.has(name)) joined.set(name, before === undefined ? value : `${before},${value}`)
  }
  return Object.fromEntries(joined)
}

function joinQuery(rawQueryString: string): Record<string, string> {
  const joined = new Map<string, string>()
  for (const [name, value] of new URLSearchParams(rawQueryString)) {
    const before = joined.get(name)
    joined.set(name, before === undefined ? value : `${before},${value}`)
  }
  return Object.fromEntries(joined)
}

/** 12/Mar/2020:19:03:58 +0000 */
function commonLogTime(date: Date): string {
  const [, day, month, year, time] = /^\w+, (\d+) (\w+) (\d+) ([\d:]+) GMT$/.exec(date.toUTCString()) ?? []
  return `${day}/${month}/${year}:${time} +0000`
}
