import type { HaltReason, RejectionCode, UnsettledCode } from '../member/reasons.ts'
import type { UserCard } from '../member/user-card.ts'

/** The calls of an attempt: the sending itself, and the two queries that settle what became of one. */
export type Step = 'import' | 'query' | 'list'

/** Why a row must wait. `settling`: a sending of ours is of unclear outcome, and a query is owed. */
export type Waiting = 'busy' | 'no_permit' | 'no_time' | 'rate_limited' | 'unavailable' | 'settling'

/**
 * What one reply means for the attempt: it has ended, or goes on with a call now, or later, or everything stops.
 * `drop`: of a cancelled job's row nothing is left to be found out, and it ends without a record.
 */
export type Verdict =
  | { next: 'end'; state: 'imported' | 'already_member'; card: UserCard }
  | { next: 'end'; state: 'rejected'; code: RejectionCode }
  | { next: 'end'; state: 'unsettled'; code: UnsettledCode }
  | { next: 'call'; step: Step }
  | { next: 'later'; at: number; because: Waiting }
  | { next: 'refresh' }
  | { next: 'drop' }
  | { next: 'halt'; scope: 'credential' | 'brand' | 'template'; reason: HaltReason }

/** After how many sendings without a trace, and after how many queries that settled nothing, a row is unsettled. */
export const MOST_SENDINGS = 3
export const MOST_FRUITLESS = 5

/** A card counts as made by us if it was created at most this long before our first sending: clocks differ. */
export const CREATED_BEFORE_MS = 60_000

/** How long after its call limit WeChat Pay may still be at work on a sending. */
export const WORK_AFTER_LIMIT_MS = 5_000

/** The pause before a row is called again. */
export const PAUSE_MS = 1_000
