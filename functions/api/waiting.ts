import { HALTS, type HaltReason } from '../member/reasons.ts'
import { type Answer, knownProblem, problem } from './problem.ts'

/** Whoever is halted need not ask more often: a halt ends by hand, or by a mended secret that is read once a minute. */
export const HALTED_SECONDS = 60

/** 503: calls stop until somebody mends what the sentence says. */
export function halted(reason: HaltReason, requestId?: string): Answer {
  const { sentence, mend } = HALTS[reason]
  return problem(503, reason, `${sentence} ${mend}`, { requestId, retryAfter: HALTED_SECONDS })
}

/** Whole seconds until a moment, at least one. */
export function secondsUntil(at: number, now: number): number {
  return Math.max(1, Math.ceil((at - now) / 1_000))
}

export function noPermit(retryAfter: number, requestId?: string): Answer {
  return knownProblem('no_permit', { requestId, retryAfter })
}

export function rateLimited(retryAfter: number, requestId?: string): Answer {
  return knownProblem('rate_limited', { requestId, retryAfter })
}

export function unavailable(retryAfter: number, requestId?: string): Answer {
  return knownProblem('unavailable', { requestId, retryAfter })
}
