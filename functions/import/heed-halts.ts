import { type Scope, scopeKind } from '../member/halt-scope.ts'
import type { Clock, Credentials, Halt, Halts, Identity, Log, Metrics } from '../ports.ts'

/** How often at most a halt has the secret read again (DESIGN: halt); a raised one may so rest on a version that old. */
const REREAD_MS = 60_000

export type HaltPorts = { clock: Clock; credentials: Credentials; halts: Halts; log: Log; metrics: Metrics }

export type Heed = {
  /** The halt that stands, if one does. A credential halt ends once the secret has another, usable version. */
  standing(halts: readonly Halt[]): Promise<Halt | undefined>
  /** Stops everything of a scope until it is resumed. Nothing is stopped if the secret turns out to have been mended. */
  raise(scope: Scope, reason: Halt['reason']): Promise<Halt | undefined>
}

export function createHeed({ clock, credentials, halts, log, metrics }: HaltPorts): Heed {
  let readAt = clock.now()
  let reading: Promise<Identity> | undefined

  return {
    async standing(found) {
      for (const halt of found) {
        if (halt.scope !== 'credential' || !(await hasEnded(halt))) return meet(halt)
        await halts.lift(halt)
        log.info('halt_ended', { scope: scopeKind(halt.scope), reason: halt.reason })
      }
      metrics.record('HaltsStanding', 0)
      return undefined
    },

    async raise(scope, reason) {
      const used = await credentials.current()
      const { version, usable } = scope === 'credential' ? await newest() : used
      if (usable && version !== used.version) return undefined
      const raisedAt = clock.now()
      const halt = await halts.raise({ scope, reason, raisedAt, version })
      if (halt.raisedAt === raisedAt) {
        log.warn('halted', { scope: scopeKind(scope), reason })
        metrics.count('HaltsRaised', { reason })
      }
      return meet(halt)
    },
  }

  function meet(halt: Halt): Halt {
    metrics.record('HaltsStanding', 1)
    return halt
  }

  async function hasEnded(halt: Halt): Promise<boolean> {
    const { version, usable } = await newest()
    return usable && version !== halt.version
  }

  async function newest(): Promise<Identity> {
    if (clock.now() - readAt >= REREAD_MS) {
      readAt = clock.now()
      reading = credentials.refresh().finally(() => {
        reading = undefined
      })
    }
    return await (reading ?? credentials.current())
  }
}
