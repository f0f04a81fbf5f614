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
  // Those before `first` have left the window. They are cut off in bulk, so that a call costs the same at any rate.
  let taken: number[] = []
  let first = 0
  return {
    hasRoom(nowMs) {
      while (first < taken.length && (taken[first] ?? nowMs) <= nowMs - WINDOW_MS) first += 1
      if (first * 2 > taken.length) {
        taken = taken.slice(first)
        first = 0
      }
      return taken.length - first < limit
    },
    take(nowMs) {
      taken.push(nowMs)
    },
    set(next) {
      limit = next
    },
  }
}
