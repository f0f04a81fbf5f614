import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { Agent } from 'undici'
import type { AwsRequest, Disturbance, Service } from './aws-faults.ts'

export type FaultyProxy = {
  url: string
  /** Where requests go; to be said once, when the service is there. */
  leadTo(target: string): void
  close(): Promise<void>
}

const SLOW_MS = 400

/**
 * A service of AWS behind a proxy: what `disturbanceOf` says happens to each request on its way. `change`: what its
 * input becomes.
 */
export async function startFaultyProxy(
  service: Service,
  disturbanceOf: (request: AwsRequest) => Disturbance | undefined,
  change = ({ input }: AwsRequest): unknown => input,
): Promise<FaultyProxy> {
  const agent = new Agent()
  let target = ''

  const serve = async (asked: IncomingMessage, response: ServerResponse) => {
    const body = await text(asked)
    const operation = String(asked.headers['x-amz-target']).split('.').pop() ?? ''
    const sent = { service, operation, input: JSON.parse(body || '{}') }
    const disturbance = disturbanceOf(sent)
    if (disturbance === 'not sent') return void response.destroy()
    if (typeof disturbance === 'object') {
      response.writeHead(disturbance.status, { 'content-type': 'application/x-amz-json-1.0' })
      return void response.end(JSON.stringify(disturbance.body))
    }
    if (disturbance === 'slow') await sleep(SLOW_MS, undefined, { ref: false })
    const { 'content-length': _, connection, ...headers } = asked.headers
    const answer = await agent.request({
      origin: target,
      path: asked.url ?? '/',
      method: 'POST',
      headers,
      body: JSON.stringify(change(sent)),
    })
    const bytes = await answer.body.bytes()
    if (disturbance === 'lost answer') return void response.destroy()
    response.writeHead(answer.statusCode, answer.headers)
    response.end(bytes)
  }

  const server = createServer((asked, response) => {
    // Who asked may be dead by now; the service may be closing.
    serve(asked, response).catch(() => response.destroy())
  })
  server.keepAliveTimeout = 600_000
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    leadTo: url => {
      target = url
    },
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await agent.destroy()
      await closed
    },
  }
}
