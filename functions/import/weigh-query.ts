import type { Memory } from '../member/memory.ts'
import type { UserCard } from '../member/user-card.ts'
import type { Reply } from '../ports.ts'
import { isNoAnswer } from './unclear.ts'
import {
  CREATED_BEFORE_MS,
  MOST_FRUITLESS,
  MOST_SENDINGS,
  PAUSE_MS,
  type Verdict,
  WORK_AFTER_LIMIT_MS,
} from './verdict.ts'
import { weighTrouble } from './weigh-trouble.ts'

export type Weighed = { memory: Memory; verdict: Verdict }

/**
 * `userCardCode`: the code that was asked about. `askedAt`: when the query was sent, which is the latest moment that its
 * answer is known to speak of.
 */
export type QueryFacts = {
  userCardCode: string
  askedAt: number
  now: number
  callLimitMs: number
  refreshed: boolean
}

/** What the reply to a query of the member's own card means (DESIGN section 5, "Settling"). */
export function weighQuery(memory: Memory, reply: Reply, facts: QueryFacts): Weighed {
  switch (reply.kind) {
    case 'card':
      return weighCard(memory, reply.card)
    case 'absent':
      return weighAbsence(memory, facts)
    case 'unclear':
      return isNoAnswer(reply.why)
        ? askAgain(memory, facts.now + PAUSE_MS)
        : weighFruitless(
            memory,
            facts.now,
            reply.why === 'not_this_card' ? 'look_up_inconclusive' : 'answers_unverifiable',
          )
  }
  const trouble = weighTrouble(reply, facts.refreshed)
  return trouble ? { memory, verdict: trouble } : askAgain(memory, facts.now + PAUSE_MS)
}

/** The member's own card was shown. */
export function weighCard(memory: Memory, card: UserCard): Weighed {
  const state = card.user_card_state
  if (memory.owed === 'on_record' && state !== 'EFFECTIVE') return sendNow(memory, card.user_card_code)
  if (state === 'UNACTIVATED') return end(memory, { state: 'rejected', code: 'pending_activation' })
  if (state === 'INVALID') return end(memory, { state: 'rejected', code: 'card_invalid' })
  const onRecord = memory.importedCode === card.user_card_code
  const imported = memory.unclear && !onRecord && madeByUs(memory, card)
  return end(memory, { state: imported ? 'imported' : 'already_member', card })
}

/** WeChat Pay knows no such card. Right after a sending that says nothing: the call may still be at work. */
function weighAbsence(memory: Memory, facts: QueryFacts): Weighed {
  if (memory.owed === 'effective_card' || memory.owed === 'code_exists') {
    return { memory, verdict: { next: 'call', step: 'list' } }
  }
  if (memory.owed === 'on_record') return sendNow(memory, facts.userCardCode)
  const settled = (memory.sentAt ?? 0) + facts.callLimitMs + WORK_AFTER_LIMIT_MS
  if (facts.askedAt < settled) return askAgain(memory, settled)
  if (memory.sendings >= MOST_SENDINGS) return end(memory, { state: 'unsettled', code: 'no_trace' })
  return sendNow(memory, facts.userCardCode)
}

type Fruitless = 'answers_unverifiable' | 'look_up_inconclusive' | 'card_not_shown'

/** An answer that settles nothing; the fifth ends the row, and its code says what that one was. */
export function weighFruitless(memory: Memory, now: number, code: Fruitless): Weighed {
  const counted = { ...memory, fruitless: memory.fruitless + 1 }
  return counted.fruitless >= MOST_FRUITLESS
    ? end(counted, { state: 'unsettled', code })
    : askAgain(counted, now + PAUSE_MS)
}

/** create_time is absent from older answers (CONTRACT.md 9.2): then the unclear sending is believed to have made it. */
function madeByUs(memory: Memory, card: UserCard): boolean {
  const created = new Date(card.create_time ?? Number.NaN).getTime()
  return Number.isNaN(created) || created >= (memory.firstSentAt ?? 0) - CREATED_BEFORE_MS
}

/** A code that is to be sent is on record no more; another one stays there. */
function sendNow({ owed: _, ...memory }: Memory, userCardCode: string): Weighed {
  const { importedCode, ...unrecorded } = memory
  return {
    memory: importedCode === userCardCode ? unrecorded : memory,
    verdict: { next: 'call', step: 'import' },
  }
}

function askAgain(memory: Memory, at: number): Weighed {
  return { memory, verdict: { next: 'later', at, because: 'settling' } }
}

type End = Extract<Verdict, { next: 'end' }> extends infer E ? (E extends unknown ? Omit<E, 'next'> : never) : never

function end(memory: Memory, ending: End): Weighed {
  return { memory, verdict: { next: 'end', ...ending } }
}
