import { connect } from 'node:net'
import * as v from 'valibot'
import { EmbeddedError } from './embedded-error.ts'
import { type Address, type Endpoints, type Settings, Told } from './host-protocol.ts'
import { hearJson, sayJson } from './json-lines.ts'

export type Connection = {
  endpoints: Endpoints
  /** Settles when the host has ended though this command has not closed the connection. */
  ended: Promise<EmbeddedError>
  /** Leaves the host. If nobody else uses it, waits until it has ended. */
  close(): Promise<void>
}

/** On loopback an answer takes milliseconds; a machine may be busy. */
const PATIENCE_MS = 10_000

/**
 * Connects to a host; undefined if none answers at that address. Rejects with `other_settings` if it runs with settings
 * that differ from these.
 */
export function joinHost(address: Address, settings: Settings, works = true): Promise<Connection | undefined> {
  const { promise: joined, resolve, reject } = Promise.withResolvers<Connection | undefined>()
  const { promise: ended, resolve: hasEnded } = Promise.withResolvers<EmbeddedError>()
  const { promise: closed, resolve: hasClosed } = Promise.withResolvers<void>()
  let reason: EmbeddedError | undefined
  let isLeaving = false

  const socket = connect({ host: '127.0.0.1', port: address.port, allowHalfOpen: true })
  const timer = setTimeout(() => socket.destroy(), PATIENCE_MS)
  const close = () => {
    isLeaving = true
    socket.ref()
    socket.end()
    return closed
  }
  const hear = (told: Told) => {
    clearTimeout(timer)
    if ('welcome' in told) {
      // A command that is done need not stay because of it.
      socket.unref()
      resolve({ endpoints: told.welcome, ended, close })
    } else if ('ending' in told) {
      reason = new EmbeddedError(told.ending.code, told.ending.message, told.ending.mend)
    } else {
      reject(otherSettings(address.pid, told.differs))
      socket.destroy()
    }
  }

  socket.on('connect', () => sayJson(socket, { token: address.token, settings, works }))
  socket.on('end', () => socket.end())
  socket.on('close', () => {
    clearTimeout(timer)
    resolve(undefined)
    hasClosed()
    if (!isLeaving) hasEnded(reason ?? hostDied(address.pid))
  })
  hearJson(socket, said => {
    const told = v.safeParse(Told, said)
    if (told.success) hear(told.output)
    else socket.destroy()
  })
  return joined
}

const otherSettings = (pid: number, names: readonly string[]) =>
  new EmbeddedError(
    'other_settings',
    `Another command runs the embedded stack (process ${pid}) with other settings: ${names.join(', ')}.`,
    'Give this command the same settings, or wait until that command has ended.',
  )

const hostDied = (pid: number) =>
  new EmbeddedError(
    'host_died',
    `The process of the embedded stack (${pid}) has ended without a word.`,
    'Type the same command again: it goes on where it stopped.',
  )
