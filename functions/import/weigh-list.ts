import type { Memory } from '../member/memory.ts'
import type { UserCard } from '../member/user-card.ts'
import { type Weighed, weighCard, weighFruitless } from './weigh-query.ts'

/**
 * What all cards that the user holds mean, once every page is read: asked after an "already" whose own card was not
 * found, so that a card under another code is told from a code that somebody else holds (DESIGN section 5).
 */
export function weighList(
  memory: Memory,
  cards: readonly UserCard[],
  member: { cardId: string; userCardCode: string },
  now: number,
): Weighed {
  const ofTemplate = cards.filter(card => card.card_id === member.cardId)
  const own = ofTemplate.find(card => card.user_card_code === member.userCardCode)
  if (own) return weighCard(memory, own)
  if (ofTemplate.some(card => card.user_card_state === 'EFFECTIVE')) {
    return { memory, verdict: { next: 'end', state: 'rejected', code: 'other_code' } }
  }
  return memory.owed === 'code_exists'
    ? { memory, verdict: { next: 'end', state: 'rejected', code: 'code_taken' } }
    : weighFruitless(memory, now, 'card_not_shown')
}
