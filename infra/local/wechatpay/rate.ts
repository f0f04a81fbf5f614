export type Rate = {
  /** Whether a call received now would be within the limit. */
  hasRoom(nowMs: number): boolean
  /** Counts a call; refused calls are not counted. */
  take(nowMs: number): void
  set(perSecond: number): void
}

const WINDOW_MS = 1_000

/** At most `perSecond` calls in any one second that slides. Times must not go backwards. */
export function makeRate(perSecond: number): Rate {
  let limit = perSecond
  let taken: number[] = []
  return {
    hasRoom(nowMs) {
      taken = taken.filter(at => at > nowMs - WINDOW_MS)
      return taken.length < limit
    },
    take(nowMs) {
      taken.push(nowMs)
    },
    set(next) {
      limit = next
    },
  }
}
