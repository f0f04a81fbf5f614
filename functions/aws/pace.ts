import { type Item, readNumber } from './state-table.ts'

/**
 * The shared clock of a credential, as its record holds it.
 *
 * - `nextAt`: the first slot not yet granted. `stepMs`: how far a grant moves it: `intervalMs`, or while WeChat Pay is
 *   down the pause between two probing calls.
 * - `clean`: permits since the last refusal by rate. `refusals`: those running. `faults`: failed calls running.
 */
export type Pace = {
  nextAt: number
  stepMs: number
  intervalMs: number
  clean: number
  refusals: number
  faults: number
}

/**
 * Spacing exactly 1 / rate is refused 8 to 14 % by a sliding window under 2 ms of jitter; 3 % more brings that under
 * 0.2 %. Each refusal adds 1 % up to 25 %, and 200 permits without one take 1 % back (DESIGN: Pacer).
 */
const LEAST_GUARD = 1.03
const MOST_GUARD = 1.25
const GUARD_STEP = 0.01
export const CLEAN_PERMITS = 200

/** So many failed calls running, and only probing calls are made: 5 s apart, doubling to 60 s (DESIGN: Pacer). */
export const MOST_FAULTS = 3
const FIRST_PROBE_MS = 5_000
const LAST_PROBE_MS = 60_000

/** A refusal pushes the clock by one interval, refusals running by twice that each time, up to this. */
const MOST_PUSH_MS = 5_000
const RUNNING_WITHIN = 10

export function readPace(item: Item): Pace {
  const read = (name: string) => readNumber(item, name) ?? 0
  return {
    nextAt: read('next_at'),
    stepMs: read('step_ms'),
    intervalMs: read('interval_ms'),
    clean: read('clean'),
    refusals: read('refusals'),
    faults: read('faults'),
  }
}

export function leastInterval(ratePerSecond: number): number {
  return (1_000 * LEAST_GUARD) / ratePerSecond
}

/** The guard after a refusal by rate, and by how much the clock is pushed. */
export function widen(pace: Pace, ratePerSecond: number): { intervalMs: number; refusals: number; pushMs: number } {
  const refusals = pace.clean <= RUNNING_WITHIN ? pace.refusals + 1 : 1
  const most = (1_000 * MOST_GUARD) / ratePerSecond
  return {
    intervalMs: Math.min(most, pace.intervalMs + (1_000 * GUARD_STEP) / ratePerSecond),
    refusals,
    pushMs: Math.min(MOST_PUSH_MS, pace.intervalMs * 2 ** (refusals - 1)),
  }
}

export function narrow(pace: Pace, ratePerSecond: number): number {
  return Math.max(leastInterval(ratePerSecond), pace.intervalMs - (1_000 * GUARD_STEP) / ratePerSecond)
}

export function isProbing(pace: Pace): boolean {
  return pace.stepMs !== pace.intervalMs
}

export function nextProbe(pace: Pace): number {
  return isProbing(pace) ? Math.min(LAST_PROBE_MS, pace.stepMs * 2) : FIRST_PROBE_MS
}
