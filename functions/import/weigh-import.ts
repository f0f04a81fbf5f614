import type { Memory } from '../member/memory.ts'
import type { Reply } from '../ports.ts'
import { PAUSE_MS, type Verdict } from './verdict.ts'
import { weighTrouble } from './weigh-trouble.ts'

/**
 * What the reply to a sending means (DESIGN section 5, "Decision in one pure function").
 * `sentAt`: when the call began; `preEncrypted`: the request came with a serial of its own.
 */
export function weighImport(
  memory: Memory,
  reply: Reply,
  facts: { sentAt: number; now: number; refreshed: boolean; preEncrypted: boolean },
): { memory: Memory; verdict: Verdict } {
  const { sentAt, now, refreshed, preEncrypted } = facts
  const firstSentAt = memory.firstSentAt ?? sentAt
  const counted: Memory = { ...memory, firstSentAt, sentAt, sendings: memory.sendings + 1 }
  const again = now + PAUSE_MS

  switch (reply.kind) {
    case 'card':
      return { memory: counted, verdict: { next: 'end', state: 'imported', card: reply.card } }
    case 'refused':
      return { memory: counted, verdict: { next: 'end', state: 'rejected', code: reply.code } }
    case 'already':
      return { memory: { ...counted, owed: reply.text }, verdict: { next: 'call', step: 'query' } }
    case 'accepted':
      return {
        memory: { ...counted, owed: 'accepted', unclear: true },
        verdict: { next: 'later', at: again, because: 'settling' },
      }
    case 'unsigned':
      return { memory, verdict: { next: 'later', at: again, because: 'unavailable' } }
    case 'rate_limited':
      return { memory, verdict: { next: 'later', at: again, because: 'rate_limited' } }
    case 'unavailable':
      return {
        memory: reply.mayHaveWorked ? { ...memory, firstSentAt, sentAt, unclear: true } : memory,
        verdict: { next: 'later', at: again, because: 'unavailable' },
      }
    case 'serial_refused':
      if (refreshed && preEncrypted) {
        return { memory: counted, verdict: { next: 'end', state: 'rejected', code: 'stale_wechatpay_serial' } }
      }
  }
  const trouble = weighTrouble(reply, refreshed)
  if (trouble) return { memory, verdict: trouble }
  return {
    memory: { ...counted, owed: 'unknown', unclear: true },
    verdict: { next: 'later', at: again, because: 'settling' },
  }
}
