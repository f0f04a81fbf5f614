import { type Item, readNumber } from './state-table.ts'

/**
 * The shared clock of a credential, as its record holds it; times in ms, to the microsecond.
 *
 * - `nextAt`: the first slot not yet granted. `stepMs`: how far a grant moves it: `intervalMs`, or while WeChat Pay is
 *   down for as long as a probing call may take. `grantedAt`: the last slot that was granted.
 * - `probeMs`: the pause before the next probing call; 0 while WeChat Pay is not known to be down.
 * - `clean`: permits since the last refusal by rate, which came at `refusedAt`. `refusals`: those running.
 * - `faults`: failed calls running.
 */
export type Pace = {
  rate: number
  nextAt: number
  grantedAt: number
  stepMs: number
  intervalMs: number
  probeMs: number
  clean: number
  refusals: number
  refusedAt: number
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

/** Longer than the longest call (15 s): the next probing call is not granted while one is at work. */
export const PROBE_LEASE_MS = 20_000

/** A refusal pushes the clock by one interval, refusals running by twice that each time, up to this. */
const MOST_PUSH_MS = 5_000

export function readPace(item: Item): Pace {
  const read = (name: string) => readNumber(item, name) ?? 0
  return {
    rate: read('rate'),
    nextAt: read('next_at'),
    grantedAt: read('granted_at'),
    stepMs: read('step_ms'),
    intervalMs: read('interval_ms'),
    probeMs: read('probe_ms'),
    clean: read('clean'),
    refusals: read('refusals'),
    refusedAt: read('refused_at'),
    faults: read('faults'),
  }
}

export function leastInterval(ratePerSecond: number): number {
  return toMicrosecond((1_000 * LEAST_GUARD) / ratePerSecond)
}

/** After a refusal by rate: the wider guard, and by how much the clock is pushed. `running`: no sound answer between. */
export function widen(
  pace: Pace,
  ratePerSecond: number,
  running: boolean,
): { intervalMs: number; refusals: number; pushMs: number } {
  const refusals = running ? pace.refusals + 1 : 1
  const wider = Math.min(1_000 * MOST_GUARD, pace.intervalMs * ratePerSecond + 1_000 * GUARD_STEP)
  return {
    intervalMs: toMicrosecond(wider / ratePerSecond),
    refusals,
    pushMs: toMicrosecond(Math.min(MOST_PUSH_MS, pace.intervalMs * 2 ** (refusals - 1))),
  }
}

export function narrow(pace: Pace, ratePerSecond: number): number {
  const narrower = toMicrosecond(pace.intervalMs - (1_000 * GUARD_STEP) / ratePerSecond)
  return Math.max(leastInterval(ratePerSecond), narrower)
}

export function isProbing(pace: Pace): boolean {
  return pace.probeMs > 0
}

/** The pause before the next probing call, never shorter than the rate allows. */
export function nextProbe(pace: Pace): number {
  const pause = isProbing(pace) ? pace.probeMs * 2 : FIRST_PROBE_MS
  return Math.max(pace.intervalMs, Math.min(LAST_PROBE_MS, pause))
}

/** When to ask again. The lease of a probing call is not waited out: its answer moves the clock. */
export function earliest(pace: Pace, now: number): number {
  return isProbing(pace) ? Math.min(pace.nextAt, now + pace.probeMs) : pace.nextAt
}

/** DynamoDB holds 38 digits and adds in decimal: sums of short decimals stay short and exact. */
export function toMicrosecond(ms: number): number {
  return Math.round(ms * 1_000) / 1_000
}
