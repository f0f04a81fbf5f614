import type { Memory } from '../member/memory.ts'
import type { Verdict } from './verdict.ts'

/**
 * What an answer means for a row of a cancelled job, which is settled by query only: where it would be sent again, or
 * be given up after too many sendings, WeChat Pay has shown no trace of the last one, and that is the end of it. The
 * member is asked about no more; that a sending was unclear stays known, for it may have been of another code.
 */
export function withoutSending(memory: Memory, verdict: Verdict): { memory: Memory; verdict: Verdict } {
  const sends = 'step' in verdict && verdict.step === 'import'
  const givesUp = 'code' in verdict && verdict.code === 'no_trace'
  if (!sends && !givesUp) return { memory, verdict }
  const { owed: _, ...known } = memory
  return { memory: { ...known, sendings: 0, fruitless: 0 }, verdict: { next: 'drop' } }
}
