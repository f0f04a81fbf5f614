import type { Clock } from '../ports.ts'
import type { HttpAnswer } from './exchange.ts'
import { createHost, type Host, type HostFault } from './host.ts'
import type { WireRequest } from './paths.ts'

/** A request whose headers are made, and signed, anew for each try. */
export type Signable = WireRequest & { headers(): Promise<Record<string, string>> }

/** No answer. `sent`: a byte of the request may have left, so that it may have worked. */
export type Fault = { sent: boolean; why: 'timeout' | 'connection_lost' }

export type Transport = {
  /** Within `withinMs`; rejects only if `headers` does. */
  send(request: Signable, withinMs: number): Promise<HttpAnswer | Fault>
}

/** How long a host that could not be reached is tried last. */
const AVOIDED_MS = 60_000

/**
 * HTTP to WeChat Pay: one pool per host, made once per process. While no byte was sent a request is tried further:
 * once on a fresh connection if a kept one turned out dead, once on the other host if this one cannot be reached.
 * After that nothing is repeated. `baseUrl` and `backupBaseUrl` are origins.
 */
export function createTransport(options: {
  baseUrl: string
  backupBaseUrl?: string
  /** Of this product, for the User-Agent: without one WeChat Pay may refuse (CONTRACT.md 1.2). */
  version: string
  clock: Pick<Clock, 'now'>
}): Transport & { connect(): void; close(): Promise<void> } {
  const { baseUrl, backupBaseUrl, version, clock } = options
  const origins = backupBaseUrl === undefined ? [baseUrl] : [baseUrl, backupBaseUrl]
  const hosts = origins.map(origin => ({ ...createHost(origin, clock.now), avoidedUntil: 0 }))
  const userAgent = `wechatpay-member-import/${version}`

  async function attempt(host: Host, request: Signable, deadline: number): Promise<HttpAnswer | HostFault> {
    const headers = { 'User-Agent': userAgent, ...(await request.headers()) }
    const left = deadline - clock.now()
    return left > 0 ? host.exchange({ ...request, headers }, left) : { sent: false, why: 'timeout' }
  }

  return {
    async send(request, withinMs) {
      const deadline = clock.now() + withinMs
      const avoided = (host: { avoidedUntil: number }) => Number(host.avoidedUntil > clock.now())
      let fault: Fault = { sent: false, why: 'connection_lost' }
      for (const host of hosts.toSorted((a, b) => avoided(a) - avoided(b))) {
        let result = await attempt(host, request, deadline)
        if ('sent' in result && result.cause === 'dead_socket') result = await attempt(host, request, deadline)
        if (!('sent' in result)) return result
        fault = { sent: result.sent, why: result.why }
        if (result.cause !== 'unreachable') return fault
        host.avoidedUntil = clock.now() + AVOIDED_MS
      }
      return fault
    },
    /** Opens a connection to the primary host, for a request that comes within seconds. */
    connect: () => hosts[0]?.connect(),
    async close() {
      await Promise.all(hosts.map(host => host.close()))
    },
  }
}
