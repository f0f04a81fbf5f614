import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { type Listener, listen, readBody } from './http.ts'
import { gatewayAnswer, type HttpAnswer, toHttpAnswer } from './http-answer.ts'
import { decodePath, toHttpEvent } from './http-event.ts'
import { matchRoute, type Route } from './routes.ts'
import type { Result } from './runtime-api.ts'

/** What a route calls; after `timeoutMs` the client gets a 503 while the function goes on. */
export type Integration = { invoke(event: unknown): Promise<Result>; timeoutMs: number }

const BODY_LIMIT = 10 * 1024 * 1024

/**
 * API Gateway's HTTP API with payload format 2.0, on loopback. Nobody is authorised here: on AWS every route asks for
 * an IAM signature, locally anybody on this machine may call.
 */
export function startGateway(options: { routes: readonly Route<Integration>[]; port?: number }): Promise<Listener> {
  return listen(async (request, response) => {
    const requestId = randomUUID()
    const { statusCode, headers, cookies, body } = await answer(options.routes, request, requestId)
    const length = { 'content-length': String(body.length), 'apigw-requestid': requestId }
    response.writeHead(statusCode, { ...headers, ...length, ...(cookies.length > 0 && { 'set-cookie': cookies }) })
    response.end(body)
  }, options.port)
}

async function answer(
  routes: readonly Route<Integration>[],
  request: IncomingMessage,
  requestId: string,
): Promise<HttpAnswer> {
  const now = Date.now()
  const body = await readBody(request, BODY_LIMIT)
  if (!body) return gatewayAnswer(413, 'Request Entity Too Large')
  const path = decodePath(request.url ?? '/')
  if (path === undefined) return gatewayAnswer(400, 'Bad Request')
  const route = matchRoute(routes, request.method ?? 'GET', path)
  if (!route) return gatewayAnswer(404, 'Not Found')
  const event = toHttpEvent(request, body, { ...route, path, requestId }, now)

  const { promise: timedOut, resolve } = Promise.withResolvers<HttpAnswer>()
  const timer = setTimeout(() => resolve(gatewayAnswer(503, 'Service Unavailable')), route.target.timeoutMs)
  try {
    return await Promise.race([route.target.invoke(event).then(toHttpAnswer), timedOut])
  } finally {
    clearTimeout(timer)
  }
}
