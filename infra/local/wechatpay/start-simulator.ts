import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type Controls, handleControl, isControl } from './control.ts'
import { handleCall } from './handle-call.ts'
import { makeKeptKeys } from './kept-keys.ts'
import { makeKeyring } from './keyring.ts'
import { cutConnection } from './send-answer.ts'
import { openStore } from './store.ts'
import { makeWorld, type Received, type Settings } from './world.ts'
import { type Secrets, writeSecrets } from './write-secrets.ts'

/** `port` 0 takes a free one. Defaults: 0, 10 calls a second, seed 1, no latency, this machine's clock. */
export type SimulatorOptions = Partial<Settings> & {
  port?: number
  /** Keeps keys, cards and journal; absent: memory. */
  folder?: string
  /** Hears once why the folder takes no more; callers get no answers from then on. */
  onFailure?: (cause: unknown) => void
}

/** `secrets` are those at the start; a switch of keys answers with the next. */
export type Simulator = { url: string; secrets: Secrets; close(): Promise<void> }

const MAX_BODY_BYTES = 1024 * 1024
/** Idle connections are closed after 8 s (CONTRACT.md 6). */
const KEEP_ALIVE_MS = 8_000

/** Starts WeChat Pay's member card calls, and the control API, on 127.0.0.1, with fresh keys or those of the folder. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { port = 0, ratePerSecond = 10, seed = 1, latencyMs = [0, 0], now = monotonicNow } = options
  const settings: Settings = { ratePerSecond, seed, latencyMs, now }
  let isBroken = false
  const onFailure = (cause: unknown) => {
    isBroken = true
    options.onFailure?.(cause)
  }
  const store = options.folder === undefined ? undefined : await openStore(options.folder, now(), onFailure)
  let keys = store?.keys ?? (await makeKeptKeys(now()))
  const keyrings = { partner: makeKeyring('partner', keys.partner), brand: makeKeyring('brand', keys.brand) }
  let world = makeWorld(settings, keyrings, store?.known, store?.begin())
  const controls: Controls = {
    reset() {
      const keep = store?.begin()
      store?.clear()
      world = makeWorld(settings, keyrings, undefined, keep)
    },
    keys: () => keys,
    putKeys(variant, next) {
      const all = { ...keys, [variant]: next }
      store?.saveKeys(all)
      keys = all
      keyrings[variant] = makeKeyring(variant, next)
    },
  }

  const answer = async (received: Received, response: ServerResponse) => {
    if (!isControl(received.url)) return await handleCall(world, received, response)
    const { status, body } = await handleControl(world, received, controls)
    response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' })
    response.end(JSON.stringify(body))
  }
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    receive(request, async received => {
      try {
        await answer(received, response)
      } catch (cause) {
        // A defect of the simulator must not pass for an answer of WeChat Pay.
        if (!isBroken) console.error('simulator defect:', cause)
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
    secrets: writeSecrets(keys),
    close: () =>
      new Promise(resolve => {
        server.close(() => {
          store?.close()
          resolve()
        })
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
