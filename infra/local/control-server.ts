import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import * as v from 'valibot'
import type { EmbeddedError } from './embedded-error.ts'
import { differences, type Endpoints, Hello, type Settings, type Told } from './host-protocol.ts'
import { hearJson, sayJson } from './json-lines.ts'

export type ControlServer = {
  port: number
  /** Commands that are connected and were welcome. */
  count(): number
  /** Takes no further command, and tells those that are connected why the host ends. */
  close(reason?: EmbeddedError): void
}

/**
 * Where commands stay connected for as long as they use the host: a TCP port on loopback, JSON line by line. `onGone`
 * is called when a command has gone, in whatever way, `onWork` when one is there that has the queue worked. The last one's connection stays half open until the host has
 * ended, so that the command can wait for that.
 */
export async function startControlServer(options: {
  token: string
  settings: Settings
  endpoints: Endpoints
  onWork(): void
  onGone(): void
}): Promise<ControlServer> {
  const commands = new Set<Socket>()
  let isOpen = true

  const greet = (socket: Socket, said: unknown): Told | undefined => {
    const hello = v.safeParse(Hello, said)
    if (!isOpen || !hello.success || hello.output.token !== options.token) return undefined
    // Who only looks has no part in how the functions are set up.
    const differs = hello.output.works ? differences(options.settings, hello.output.settings) : []
    if (differs.length > 0) return { differs }
    if (hello.output.works) options.onWork()
    commands.add(socket)
    return { welcome: options.endpoints }
  }

  const server = createServer({ allowHalfOpen: true }, socket => {
    const leave = () => {
      if (!commands.delete(socket)) return
      if (commands.size > 0) socket.end()
      options.onGone()
    }
    socket.on('end', leave)
    socket.on('close', leave)
    hearJson(socket, said => {
      const answer = greet(socket, said)
      if (answer) sayJson(socket, answer)
      else socket.destroy()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The control server listens on no port.')
  return {
    port: address.port,
    count: () => commands.size,
    close(reason) {
      isOpen = false
      server.close()
      if (!reason) return
      const { code, message, mend } = reason
      for (const socket of commands) {
        sayJson(socket, { ending: { code, message, mend } })
        socket.end()
      }
    },
  }
}
