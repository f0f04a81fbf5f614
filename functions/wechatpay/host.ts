import { lookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import buildConnector from 'undici/lib/core/connect.js'
import Pool from 'undici/lib/dispatcher/pool.js'
import { connectAhead } from './connect-ahead.ts'
import { type ExchangeFault, exchange, type HttpAnswer } from './exchange.ts'
import type { WireRequest } from './paths.ts'

/** Below the 8 s after which WeChat Pay closes an idle connection (CONTRACT.md 6). */
const KEEP_ALIVE_MS = 4_000
/** "Connect over 1 s is a network problem" (CONTRACT.md 6); both hosts must fit into one call. */
const CONNECT_MS = 2_500
const LARGEST_ANSWER = 1024 * 1024

/** `unreachable`: no connection came about. `dead_socket`: a kept connection broke before the request was put on it. */
export type HostFault = ExchangeFault & { cause?: 'unreachable' | 'dead_socket' }

/** One origin, its connections kept for the life of the process. */
export type Host = {
  exchange(
    request: WireRequest & { headers: Record<string, string> },
    withinMs: number,
  ): Promise<HttpAnswer | HostFault>
  /** Opens the connection of the first request, if that comes soon. */
  connect(): void
  close(): Promise<void>
}

/** `now`: the wall clock, in milliseconds. */
export function createHost(origin: string, now: () => number): Host {
  const unreachable = new WeakSet<Error>()
  const connector = buildConnector({
    allowH2: false,
    timeout: CONNECT_MS,
    lookup: lookupIpv4First,
    // Said outright, so that NODE_TLS_REJECT_UNAUTHORIZED cannot switch it off (CONTRACT.md 6).
    rejectUnauthorized: true,
  })
  const ahead = connectAhead(connector, origin, KEEP_ALIVE_MS, now)
  let pool = open()
  let active = 0
  let usedAt = now()

  function open(): Pool {
    const opened = new Pool(origin, {
      allowH2: false,
      connect: ahead.connect,
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: KEEP_ALIVE_MS,
      maxResponseSize: LARGEST_ANSWER,
    })
    opened.on('connectionError', (_origin, _targets, error) => unreachable.add(error))
    return opened
  }

  /** Timers stand still while a Lambda container is frozen; the wall clock shows that the sockets are stale. */
  function dropStale(): Promise<void> | undefined {
    if (active > 0 || now() - usedAt < KEEP_ALIVE_MS) return undefined
    const stale = pool
    pool = open()
    return stale.destroy()
  }

  return {
    async exchange(request, withinMs) {
      const dropped = dropStale()
      active += 1
      await dropped
      // One whole turn of the event loop, from check phase to check phase with a poll between: a FIN or RST that came in
      // meanwhile is seen before its socket is used.
      await setImmediate()
      await setImmediate()
      const result = await exchange(pool, request, withinMs)
      active -= 1
      usedAt = now()
      if (!('sent' in result) || result.sent || !result.error) return result
      return { ...result, cause: unreachable.has(result.error) ? 'unreachable' : 'dead_socket' }
    },
    connect: ahead.open,
    close: () => pool.destroy(),
  }
}

/** IPv4 is to be preferred (CONTRACT.md 6); IPv6 is there where it is all there is. */
const lookupIpv4First: LookupFunction = (hostname, options, callback) =>
  lookup(hostname, { ...options, order: 'ipv4first' }, callback)
