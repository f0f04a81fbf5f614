import type { Call, Card, InputRow, Wanted } from './evidence.ts'

/** Whether a refusal is true: what the cards say, what the answer said, or else what the row was built for. */
export function isTrue(code: string, row: InputRow, cards: readonly Card[], answer: Call | undefined): boolean {
  const ofUser = cards.filter(card => isHeldBy(card, row))
  switch (code) {
    case 'other_code':
      return ofUser.some(card => card.user_card_code !== row.code && card.user_card_state === 'EFFECTIVE')
    case 'code_taken':
      return cards.some(
        card => card.card_id === row.cardId && card.user_card_code === row.code && card.openid !== row.openid,
      )
    case 'pending_activation':
      return ofUser.some(card => card.user_card_state === 'UNACTIVATED')
    case 'unrecognised_refusal':
      return answer?.fault === 'unknown_refusal'
    default:
      return code === row.refusedAs
  }
}

/** Whether the card is one of that template and user, under whatever code. */
export function isHeldBy(card: Card, { cardId, openid }: Pick<Wanted, 'cardId' | 'openid'>): boolean {
  return card.card_id === cardId && card.openid === openid
}
