import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'

/** A host of WeChat Pay that can go down: a TCP port in front of the simulator's. */
export type Forwarder = {
  url: string
  /** From now on nothing listens there, and what is connected is reset. */
  cut(): Promise<void>
  mend(): Promise<void>
  close(): Promise<void>
}

/** Passes on bytes, ends and resets both ways. */
export async function startForwarder(target: string): Promise<Forwarder> {
  const { hostname: host, port: targetPort } = new URL(target)
  const open = new Set<Socket>()
  let port = 0
  let server: Server | undefined

  const forward = (caller: Socket) => {
    const callee = connect(Number(targetPort), host)
    for (const [from, to] of [
      [caller, callee],
      [callee, caller],
    ] as const) {
      open.add(from)
      from.setNoDelay()
      from.on('data', bytes => to.write(bytes))
      from.on('end', () => to.end())
      from.on('error', () => reset(to))
      from.on('close', () => {
        open.delete(from)
        // What came before the end is written out first.
        to.end()
      })
    }
  }

  async function mend() {
    if (server) return
    server = createServer({ allowHalfOpen: true }, forward)
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    if (typeof address === 'object' && address) port = address.port
  }

  async function cut() {
    if (!server) return
    const closed = once(server, 'close')
    server.close()
    server = undefined
    for (const socket of open) reset(socket)
    await closed
  }

  await mend()
  return { url: `http://127.0.0.1:${port}`, cut, mend, close: cut }
}

/** A socket whose end is on its way can be reset no more, and would never close. */
function reset(socket: Socket): void {
  if (socket.writableEnded) socket.destroy()
  else socket.resetAndDestroy()
}
