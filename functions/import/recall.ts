import { type Memory, NOTHING_REMEMBERED } from '../member/memory.ts'
import type { MemberRecord } from '../ports.ts'
import type { Step } from './verdict.ts'

/** How long a claim waits for its permit at most. */
export const PERMIT_WAIT_MS = 5_000

/** What is left of a lease after permit and call, for the record to be written. */
const LEASE_MARGIN_MS = 5_000

/** wait + call + margin: shorter than the function's time limit (DESIGN: Queue, "Time limits"). */
export function leaseMs(callLimitMs: number): number {
  return PERMIT_WAIT_MS + callLimitMs + LEASE_MARGIN_MS
}

/**
 * What is remembered of a member, and the call that is owed first. A claim that a crash left in `sending` may have
 * been sent, at the latest when its wait for a permit ended: its outcome is unknown.
 */
export function recall(record: MemberRecord | undefined, userCardCode: string): { memory: Memory; step: Step } {
  const { owed, ...memory } = remembered(record)
  if (owed !== undefined && owed !== 'on_record') return { memory: { ...memory, owed }, step: 'query' }
  // What stands on record under one code says nothing of another.
  if (memory.importedCode === userCardCode) return { memory: { ...memory, owed: 'on_record' }, step: 'query' }
  return { memory, step: 'import' }
}

function remembered(record: MemberRecord | undefined): Memory {
  if (!record) return NOTHING_REMEMBERED
  const { memory, claim } = record
  if (claim?.phase !== 'sending') return memory
  return {
    ...memory,
    owed: 'unknown',
    unclear: true,
    firstSentAt: memory.firstSentAt ?? claim.at,
    sentAt: claim.at + PERMIT_WAIT_MS,
    sendings: memory.sendings + 1,
  }
}

/**
 * The same for a row that is not sent any more: whatever an earlier sending left unclear is asked about first, also
 * where the next step was to send again.
 */
export function recallUnsent(record: MemberRecord | undefined): { memory: Memory; step: Step } {
  const { owed, ...memory } = remembered(record)
  return { memory: { ...memory, owed: owed === undefined || owed === 'on_record' ? 'unknown' : owed }, step: 'query' }
}

/** Whether nothing that an earlier attempt began is left to be found out or done. */
export function isAtRest(record: MemberRecord | undefined): boolean {
  const { owed, unclear } = remembered(record)
  return (owed === undefined || owed === 'on_record') && !unclear
}
