import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, createServer as createSocketServer, type Server, Socket } from 'node:net'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { createTransport, type Signable } from '../../functions/wechatpay/transport.ts'
import { vectorFile } from './fixtures.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp()
})

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `127.0.0.1:${portOf(server)}`
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address()
  if (address === null || typeof address === 'string') throw new Error('not a TCP server')
  return address.port
}

type Seen = { line: string; headers: IncomingMessage['headers']; body: string; socket: Socket }

/** An HTTP server on loopback that remembers what reached it. */
async function serve(answer: (response: ServerResponse, request: IncomingMessage, count: number) => unknown) {
  const seen: Seen[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const { method, url, headers, socket } = request
    seen.push({ line: `${method} ${url}`, headers, body: Buffer.concat(chunks).toString(), socket })
    answer(response, request, seen.length)
  })
  const url = `http://${await listen(server)}`
  cleanUps.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url, seen }
}

/** A server that does with a connection what HTTP servers do not. */
async function serveRaw(onConnection: (socket: Socket) => void) {
  const sockets: Socket[] = []
  const server = createSocketServer(socket => {
    sockets.push(socket)
    socket.on('error', () => {})
    onConnection(socket)
  })
  const host = await listen(server)
  cleanUps.push(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return { host, sockets }
}

/** An address that nobody listens on. */
async function closedUrl(): Promise<string> {
  const server = createSocketServer()
  const url = `http://${await listen(server)}`
  server.close()
  await once(server, 'close')
  return url
}

function open(baseUrl: string, backupBaseUrl?: string) {
  const clock = { time: 1_000_000, now: () => clock.time }
  const transport = createTransport({
    baseUrl,
    version: '1.2.3',
    clock,
    ...(backupBaseUrl !== undefined && { backupBaseUrl }),
  })
  cleanUps.push(() => transport.close())
  return { clock, send: transport.send, close: transport.close }
}

/** A request that counts how often it was signed. */
function signable(beforeSigning = (_count: number): void => {}) {
  let signings = 0
  const request: Signable = {
    method: 'POST',
    path: '/p/%2E%2E?a=%21',
    body: Buffer.from('{"a":"钻石"}'),
    async headers() {
      signings += 1
      beforeSigning(signings)
      return { Authorization: `try ${signings}`, 'Content-Type': 'application/json' }
    },
  }
  return { request, signings: () => signings }
}

const ok = (response: ServerResponse) => response.setHeader('Request-ID', 'R').end('{}')

describe('an exchange', () => {
  test('sends path and body byte for byte, and says who asks', async () => {
    const { url, seen } = await serve(ok)
    const answer = await open(url).send(signable().request, 5_000)
    expect(answer).toMatchObject({ status: 200, headers: { 'request-id': 'R' }, body: Buffer.from('{}') })
    expect(seen).toMatchObject([{ line: 'POST /p/%2E%2E?a=%21', body: '{"a":"钻石"}' }])
    expect(seen[0]?.headers).toMatchObject({
      'user-agent': 'wechatpay-member-import/1.2.3',
      authorization: 'try 1',
      'content-length': '14',
    })
    expect(seen[0]?.headers).not.toHaveProperty('accept-encoding')
  })

  test('uses a connection again', async () => {
    const { url, seen } = await serve(ok)
    const { send } = open(url)
    await send(signable().request, 5_000)
    await send(signable().request, 5_000)
    expect(seen).toHaveLength(2)
    expect(seen[1]?.socket).toBe(seen[0]?.socket)
  })

  test('is no more made once the transport is closed', async () => {
    const { url, seen } = await serve(ok)
    const { send, close } = open(url)
    await send(signable().request, 5_000)
    await close()
    expect(await send(signable().request, 5_000)).toMatchObject({ sent: false })
    expect(seen).toHaveLength(1)
  })

  test('follows no redirect', async () => {
    const { url, seen } = await serve(response => response.writeHead(307, { location: '/elsewhere' }).end())
    expect(await open(url).send(signable().request, 5_000)).toMatchObject({ status: 307 })
    expect(seen).toHaveLength(1)
  })

  test('decompresses nothing', async () => {
    const { url } = await serve(response => response.setHeader('Content-Encoding', 'gzip').end('no gzip'))
    expect(await open(url).send(signable().request, 5_000)).toMatchObject({ body: Buffer.from('no gzip') })
  })

  test('gives a header that came twice as two', async () => {
    const { url } = await serve(response => response.setHeader('Wechatpay-Nonce', ['a', 'b']).end())
    expect(await open(url).send(signable().request, 5_000)).toMatchObject({
      headers: { 'wechatpay-nonce': ['a', 'b'] },
    })
  })

  test('passes over an interim answer', async () => {
    const { url } = await serve(response => {
      response.writeEarlyHints({ link: '</x>; rel=preload' })
      ok(response)
    })
    expect(await open(url).send(signable().request, 5_000)).toMatchObject({ status: 200, body: Buffer.from('{}') })
  })

  test('takes an answer of 1 MiB, and not a byte more', async () => {
    const mebibyte = 1024 * 1024
    const { url } = await serve((response, _, count) => response.end(Buffer.alloc(mebibyte + count - 1)))
    const { send } = open(url)
    expect(await send(signable().request, 5_000)).toMatchObject({ status: 200, body: { length: mebibyte } })
    expect(await send(signable().request, 5_000)).toEqual({ sent: true, why: 'connection_lost' })
  })

  test('stops reading a chunked answer that does not end', async () => {
    const { url } = await serve(async response => {
      while (response.write(Buffer.alloc(65_536)) || !response.destroyed) await new Promise(setImmediate)
    })
    expect(await open(url).send(signable().request, 5_000)).toEqual({ sent: true, why: 'connection_lost' })
  })
})

describe('once bytes may have left, nothing is repeated', () => {
  const cases: [string, (socket: Socket) => void][] = [
    ['reset before an answer', socket => socket.resetAndDestroy()],
    ['closed before an answer', socket => socket.end()],
    ['closed inside the headers', socket => socket.end('HTTP/1.1 200 OK\r\nContent-')],
    [
      'reset inside the body',
      socket => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}', () => socket.resetAndDestroy()),
    ],
    ['body shorter than its length', socket => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}')],
    [
      'chunks that do not end',
      socket => socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n'),
    ],
    ['two lengths', socket => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}1')],
    ['no HTTP', socket => socket.end('SSH-2.0-x\r\n')],
  ]

  test.each(cases)('%s', async (_, answer) => {
    const primary = await serveRaw(socket => socket.once('data', () => answer(socket)))
    const backup = await serve(ok)
    const { request, signings } = signable()
    expect(await open(`http://${primary.host}`, backup.url).send(request, 5_000)).toEqual({
      sent: true,
      why: 'connection_lost',
    })
    expect(primary.sockets).toHaveLength(1)
    expect(backup.seen).toHaveLength(0)
    expect(signings()).toBe(1)
  })

  test.each([
    ['headers do not come', () => {}],
    ['a body does not come', (response: ServerResponse) => response.writeHead(200).write('{')],
    [
      'a body trickles',
      (response: ServerResponse) => {
        const timer = setInterval(() => response.write(' '), 10)
        response.on('close', () => clearInterval(timer))
      },
    ],
  ])('timeout: %s', async (_, answer) => {
    const primary = await serve(answer)
    const backup = await serve(ok)
    expect(await open(primary.url, backup.url).send(signable().request, 80)).toEqual({ sent: true, why: 'timeout' })
    expect(primary.seen).toHaveLength(1)
    expect(backup.seen).toHaveLength(0)
  })
})

describe('while no byte was sent', () => {
  test('a host that refuses connections: one signed try on the backup', async () => {
    const { url, seen } = await serve(ok)
    const { request, signings } = signable()
    expect(await open(await closedUrl(), url).send(request, 5_000)).toMatchObject({ status: 200 })
    expect(seen).toMatchObject([{ headers: { authorization: 'try 2' } }])
    expect(signings()).toBe(2)
  })

  test('a name that does not resolve: the backup', async () => {
    const { url, seen } = await serve(ok)
    expect(await open('http://name.invalid', url).send(signable().request, 5_000)).toMatchObject({ status: 200 })
    expect(seen).toHaveLength(1)
  })

  test('a TLS handshake that fails: the backup', async () => {
    const raw = await serveRaw(socket => socket.end('no TLS\r\n'))
    const { url } = await serve(ok)
    expect(await open(`https://${raw.host}`, url).send(signable().request, 5_000)).toMatchObject({ status: 200 })
    expect(raw.sockets).toHaveLength(1)
  })

  test('a certificate that nobody vouches for: the backup, whatever the environment says', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0')
    cleanUps.push(() => vi.unstubAllEnvs())
    const key = vectorFile('java_wechat_pay_private_key.pem')
    const cert = vectorFile('java_wechat_pay_certificate.pem')
    const requests: unknown[] = []
    const server = createTlsServer({ key, cert }, request => requests.push(request))
    const host = await listen(server)
    cleanUps.push(() => server.close())
    const { url } = await serve(ok)
    expect(await open(`https://${host}`, url).send(signable().request, 5_000)).toMatchObject({ status: 200 })
    expect(requests).toHaveLength(0)
  })

  test('neither host: not called', async () => {
    const { request, signings } = signable()
    expect(await open(await closedUrl(), await closedUrl()).send(request, 5_000)).toEqual({
      sent: false,
      why: 'connection_lost',
    })
    expect(signings()).toBe(2)
    expect(await open(await closedUrl()).send(signable().request, 5_000)).toEqual({
      sent: false,
      why: 'connection_lost',
    })
  })

  test('time that is over before the connection stands: not called, and nothing goes out later', async () => {
    const { host, sockets } = await serveRaw(() => {})
    expect(await open(`https://${host}`).send(signable().request, 60)).toEqual({ sent: false, why: 'timeout' })
    expect(sockets.length).toBeLessThanOrEqual(1)
  })

  test('no time at all: not called', async () => {
    const { url, seen } = await serve(ok)
    expect(await open(url).send(signable().request, 0)).toEqual({ sent: false, why: 'timeout' })
    expect(seen).toHaveLength(0)
  })

  test('a host that could not be reached is tried last for 60 s', async () => {
    const primary = createSocketServer()
    const host = await listen(primary)
    primary.close()
    await once(primary, 'close')
    const backup = await serve(ok)
    const { clock, send } = open(`http://${host}`, backup.url)
    const signingsOf = async () => {
      const { request, signings } = signable()
      await send(request, 5_000)
      return signings()
    }
    expect(await signingsOf()).toBe(2)
    expect(await signingsOf()).toBe(1)
    clock.time += 59_999
    expect(await signingsOf()).toBe(1)
    clock.time += 1
    expect(await signingsOf()).toBe(2)
  })
})

describe('a kept connection', () => {
  test('that the server closed meanwhile is not used', async () => {
    const { url, seen } = await serve(ok)
    const { send } = open(url)
    await send(signable().request, 5_000)
    const { request, signings } = signable(() => seen[0]?.socket.resetAndDestroy())
    expect(await send(request, 5_000)).toMatchObject({ status: 200 })
    expect(seen).toHaveLength(2)
    expect(signings()).toBe(1)
  })

  test('that breaks while the request waits for it: one signed retry on a fresh one', async () => {
    const { url, seen } = await serve(ok)
    const { send } = open(url)
    await send(signable().request, 5_000)
    const { request, signings } = signable(count => {
      // Past the turn of the event loop that is waited for before the socket is used.
      if (count === 1) setImmediate(() => setImmediate(() => seen[0]?.socket.resetAndDestroy()))
    })
    expect(await send(request, 5_000)).toMatchObject({ status: 200 })
    expect(seen).toHaveLength(2)
    expect(seen[1]?.headers.authorization).toBe('try 2')
    expect(signings()).toBe(2)
  })

  test('that has been idle for 4 s by the wall clock is not used, timers asleep or not', async () => {
    const { url, seen } = await serve(ok)
    const { clock, send } = open(url)
    await send(signable().request, 5_000)
    clock.time += 3_999
    await send(signable().request, 5_000)
    clock.time += 4_000
    await send(signable().request, 5_000)
    expect(seen[1]?.socket).toBe(seen[0]?.socket)
    expect(seen[2]?.socket).not.toBe(seen[0]?.socket)
  })

  test('is not dropped under a request that is still at work', async () => {
    let finish = () => {}
    const { url } = await serve((response, _, count) => {
      if (count > 1) return ok(response)
      finish = () => ok(response)
    })
    const { clock, send } = open(url)
    const slow = send(signable().request, 5_000)
    while (finish.toString() === '() => {}') await new Promise(setImmediate)
    clock.time += 60_000
    await send(signable().request, 5_000)
    finish()
    expect(await slow).toMatchObject({ status: 200 })
  })
})

test('rejects if the headers cannot be made', async () => {
  const { url, seen } = await serve(ok)
  const { request } = signable(() => {
    throw new Error('no key')
  })
  await expect(open(url).send(request, 5_000)).rejects.toThrow('no key')
  expect(seen).toHaveLength(0)
})

test('a request uses the connection that was opened ahead of it', async () => {
  const { url, seen } = await serve(response => response.end())
  const transport = createTransport({ baseUrl: url, version: '1', clock: { now: Date.now } })
  cleanUps.push(() => transport.close())
  const opened = vi.spyOn(Socket.prototype, 'connect')
  transport.connect()
  await transport.send({ method: 'GET', path: '/', body: undefined, headers: async () => ({}) }, 5_000)
  expect(seen).toHaveLength(1)
  expect(opened).toHaveBeenCalledTimes(1)
})
