import type { Scope } from '../member/halt-scope.ts'
import type { Memory } from '../member/memory.ts'
import type { Clock, Situation, Situations } from '../ports.ts'
import type { Attempt, Result } from './attempt.ts'
import type { Heed } from './heed-halts.ts'
import { isAtRest, recall, recallUnsent } from './recall.ts'
import { PAUSE_MS, type Step } from './verdict.ts'

/**
 * Where an attempt stands: what is remembered, what comes next, and the revision of the record it builds on. `cancelled`:
 * the row is not sent any more; the attempt settles what an earlier one left open.
 */
export type Standing = {
  memory: Memory
  step: Step
  revision: number
  streaks: Situation['streaks']
  cancelled: boolean
}

/**
 * Reads what decides whether the member may be called now: the standing to build on, or why there is nothing to do. A
 * cancelled row at rest is done with whatever halts; one whose member is claimed waits, for its own sending may be at
 * work there, and a crash would leave it to be settled.
 */
export async function look(
  { clock, situations, heed }: { clock: Clock; situations: Situations; heed: Heed },
  attempt: Attempt,
): Promise<Standing | Result> {
  const scopes = (['credential', 'brand', 'template'] as const).map(scope => scopeOf(scope, attempt))
  const { rowEnded, cancelled, halts, record, streaks } = await situations.look(attempt.key, scopes, attempt.row)
  if (rowEnded) return { kind: 'ended_before' }
  const busy = record?.claim !== undefined && record.claim.until > clock.now()
  if (cancelled && !busy && isAtRest(record)) return { kind: 'ended_before' }
  const halt = await heed.standing(halts)
  if (halt) return { kind: 'halted', halt }
  if (busy) return { kind: 'later', at: clock.now() + PAUSE_MS, because: 'busy' }
  if (attempt.settleOnly && isAtRest(record)) return { kind: 'ended_before' }
  const recalled = cancelled ? recallUnsent(record) : recall(record, attempt.request.user_card_code)
  return { ...recalled, revision: record?.revision ?? 0, streaks, cancelled }
}

/** The scope of a halt that an attempt met. */
export function scopeOf(scope: 'credential' | 'brand' | 'template', { brandId, request }: Attempt): Scope {
  if (scope === 'brand') return `brand#${brandId}`
  return scope === 'template' ? `template#${request.card_id}` : scope
}
