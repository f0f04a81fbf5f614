import type { Socket } from 'node:net'
import type { buildConnector } from 'undici'

type Connector = buildConnector.connector

export type Ahead = {
  /** In place of the connector: hands out the connection that was opened ahead, once, or opens one. */
  connect: Connector
  /** Opens a connection on which nothing is sent. Where that fails the first request opens its own, and tells why. */
  open(): void
}

/**
 * The first connection to an origin, opened before there is a request for it. After `goodForMs` it is not used any more:
 * timers stand still while a Lambda container is frozen, and whether the other side has closed it cannot be seen.
 */
export function connectAhead(connector: Connector, origin: string, goodForMs: number, now: () => number): Ahead {
  let opened: { at: number; socket: Promise<Socket | undefined> } | undefined

  return {
    open() {
      const { protocol, host, hostname, port } = new URL(origin)
      const socket = new Promise<Socket | undefined>(resolve => {
        connector({ protocol, host, hostname, port }, (_, socket) => {
          // Without a listener an error would end the process; what it leaves destroyed is not handed out.
          socket?.on('error', () => {})
          resolve(socket ?? undefined)
        })
      })
      opened = { at: now(), socket }
    },

    connect(target, callback) {
      const ahead = opened
      opened = undefined
      if (!ahead) return connector(target, callback)
      ahead.socket.then(socket => {
        if (socket && !socket.destroyed && now() - ahead.at < goodForMs) return callback(null, socket)
        socket?.destroy()
        connector(target, callback)
      })
    },
  }
}
