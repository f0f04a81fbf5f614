import type { Entry } from './journal.ts'

/** A timestamp is good for 300 s before and after its time, so what was signed once could come again for twice as long. */
const LIFE_MS = 600_000

export type Nonces = {
  /** Whether this nonce comes for the first time; it is known from then on. Times must not go backwards. */
  use(nonce: string, nowMs: number): boolean
}

/** The nonces of verified requests that could still be repeated; `entries` are those of an earlier process. */
export function makeNonces(entries: Iterable<Pick<Entry, 'nonce' | 'received_at_ms'>> = []): Nonces {
  const seenAt = new Map<string, number>()
  for (const { nonce, received_at_ms } of entries) if (nonce !== null) seenAt.set(nonce, received_at_ms)
  return {
    use(nonce, nowMs) {
      // In the order of receipt: the first that is young enough ends it.
      for (const [old, atMs] of seenAt) {
        if (atMs >= nowMs - LIFE_MS) break
        seenAt.delete(old)
      }
      if (seenAt.has(nonce)) return false
      seenAt.set(nonce, nowMs)
      return true
    },
  }
}
