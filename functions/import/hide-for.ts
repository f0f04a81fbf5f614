import type { Halt, QueueMessage } from '../ports.ts'
import type { Result } from './attempt.ts'

/** What a message comes back with. */
export type Returning = Extract<Result, { kind: 'later' | 'halted' }>

const MOST_MS = 1_800_000

/**
 * For how long a message that comes back is hidden, in ms. SQS counts every receive, so from the tenth on the pauses
 * double from 30 s to 1,800 s, and those under a halt double with its age: 14 days stay under maxReceiveCount 1000
 * (DESIGN: Queue, Halt).
 */
export function hideFor(result: Returning, receives: number, now: number): number {
  const patience = receives < 10 ? 0 : Math.min(MOST_MS, 30_000 * 2 ** (receives - 10))
  return result.kind === 'halted'
    ? Math.max(resumesWithinMs(result.halt, now), patience)
    : Math.max(1_000, result.at - now, patience)
}

/**
 * Within how many ms the rows that a halt held go on once it is lifted: the longest that one can just have been hidden
 * for. A row that an outage before the halt sent back ten times and more can take up to 1,800 s all the same.
 */
export function resumesWithinMs(halt: Halt, now: number): number {
  return Math.min(MOST_MS, Math.max(60_000, now - halt.raisedAt))
}

/** The same as SQS takes it: whole seconds, rounded up. */
export function hiding({ receiptHandle, receives }: QueueMessage, result: Returning, now: number) {
  return { receiptHandle, seconds: Math.ceil(hideFor(result, receives, now) / 1_000) }
}
