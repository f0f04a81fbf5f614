import { once } from 'node:events'
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
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
  const agent = new Agent({ keepAlive: true })
  let target = ''

  const serve = async (asked: IncomingMessage, response: ServerResponse) => {
    const body = await readAll(asked)
    const operation = String(asked.headers['x-amz-target']).split('.').pop() ?? ''
    const sent = { service, operation, input: JSON.parse(body.toString() || '{}') }
    const disturbance = disturbanceOf(sent)
    if (disturbance === 'not sent') return void response.destroy()
    if (typeof disturbance === 'object') {
      response.writeHead(disturbance.status, { 'content-type': 'application/x-amz-json-1.0' })
      return void response.end(JSON.stringify(disturbance.body))
    }
    if (disturbance === 'slow') await sleep(SLOW_MS, undefined, { ref: false })
    const { answer, bytes } = await forward(asked, JSON.stringify(change(sent)))
    if (disturbance === 'lost answer') return void response.destroy()
    response.writeHead(answer.statusCode ?? 500, answer.headers)
    response.end(bytes)
  }

  const forward = async (asked: IncomingMessage, body: string) => {
    const { method, url } = asked
    const headers = { ...asked.headers, 'content-length': Buffer.byteLength(body) }
    const sent = request(new URL(url ?? '/', target), { method, headers, agent })
    sent.end(body)
    const [answer]: IncomingMessage[] = await once(sent, 'response')
    if (!answer) throw new Error('no answer')
    return { answer, bytes: await readAll(answer) }
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
      agent.destroy()
      await closed
    },
  }
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}
