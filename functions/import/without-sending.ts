import { isDeepStrictEqual } from 'node:util'
import type { Memory } from '../member/memory.ts'
import type { Verdict } from './verdict.ts'

/** Verdicts after which WeChat Pay has shown no trace of the last sending. */
const NO_TRACE: readonly Verdict[] = [
  { next: 'call', step: 'import' },
  { next: 'end', state: 'unsettled', code: 'no_trace' },
]

/**
 * What an answer means for a row of a cancelled job, which is settled by query only: where it would be sent again, or
 * be given up after too many sendings, WeChat Pay has shown no trace of the last one, and that is the end of it. The
 * member is asked about no more; that a sending was unclear stays known, for it may have been of another code.
 */
export function withoutSending(memory: Memory, verdict: Verdict): { memory: Memory; verdict: Verdict } {
  if (!NO_TRACE.some(one => isDeepStrictEqual(one, verdict))) return { memory, verdict }
  const { owed: _, ...known } = memory
  return { memory: { ...known, sendings: 0, fruitless: 0 }, verdict: { next: 'drop' } }
}
