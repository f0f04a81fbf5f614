import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { handleControl, isControl } from './control.ts'
import { handleCall } from './handle-call.ts'
import { makeCredential } from './keys.ts'
import { cutConnection } from './send-answer.ts'
import { makeWorld, type Received, type Settings } from './world.ts'

/** `port` 0 takes a free one. Defaults: 0, 10 calls a second, seed 1, no latency, this machine's clock. */
export type SimulatorOptions = Partial<Settings> & { port?: number }

/** `secrets` are the JSON texts of a credential secret for each variant. */
export type Simulator = { url: string; secrets: { partner: string; brand: string }; close(): Promise<void> }

const MAX_BODY_BYTES = 1024 * 1024
/** Idle connections are closed after 8 s (CONTRACT.md 6). */
const KEEP_ALIVE_MS = 8_000

/** Starts WeChat Pay's member card calls, and the control API, on 127.0.0.1 with fresh keys. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { port = 0, ratePerSecond = 10, seed = 1, latencyMs = [0, 0], now = monotonicNow } = options
  const settings: Settings = { ratePerSecond, seed, latencyMs, now }
  const [partner, brand] = await Promise.all([makeCredential('partner'), makeCredential('brand')])
  let world = makeWorld(settings, { partner, brand })
  const reset = () => {
    world = makeWorld(settings, { partner, brand })
  }

  const answer = (received: Received, response: ServerResponse) => {
    if (!isControl(received.url)) return handleCall(world, received, response)
    const { status, body } = handleControl(world, received, reset)
    response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' })
    response.end(JSON.stringify(body))
  }
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    receive(request, async received => {
      try {
        await answer(received, response)
      } catch (cause) {
        // A defect of the simulator must not pass for an answer of WeChat Pay.
        console.error('simulator defect:', cause)
        cutConnection(response)
      }
    })
  })

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const address = server.address()
  if (typeof address !== 'object' || !address) throw new Error('the server has no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    secrets: { partner: partner.secret, brand: brand.secret },
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Calls back once the last byte is there. A body that is too large ends its connection. */
function receive(request: IncomingMessage, done: (received: Received) => void): void {
  const { method = '', url = '', headers } = request
  const chunks: Buffer[] = []
  let size = 0
  request.on('error', () => {})
  request.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size > MAX_BODY_BYTES) request.destroy()
    else chunks.push(chunk)
  })
  request.on('end', () => done({ method, url, headers, body: Buffer.concat(chunks) }))
}

/** The window of the rate needs parts of a millisecond, and a clock that never steps back. */
function monotonicNow(): number {
  return performance.timeOrigin + performance.now()
}
