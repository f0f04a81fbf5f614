import type { Personal } from './decrypt-personal.ts'
import type { Entry } from './journal.ts'
import type { Validity } from './read-import.ts'

export const CARD_STATES = ['UNACTIVATED', 'EFFECTIVE', 'EXPIRED', 'INVALID'] as const
export type CardState = (typeof CARD_STATES)[number]

export type Card = {
  brandId: string
  cardId: string
  openid: string
  code: string
  state: CardState
  validity: Validity
  /** Epoch milliseconds at which an effective card expires; absent: never. */
  endMs?: number
  pickupTime: string
  shown: { card_color?: string; card_picture_url?: string; level?: string }
  personal: Personal
  createMs: number
  modifyMs: number
}

export type Cards = {
  /** The card of that code in that template, whoever holds it. */
  byCode(cardId: string, code: string): Card | undefined
  ofUser(brandId: string, openid: string): Card[]
  /** `madeBy` is the import that made it; the two are kept together. */
  put(card: Card, madeBy?: Entry): void
  all(): Card[]
}

/** Where cards are kept beside memory. */
type Keep = (card: Card, madeBy?: Entry) => void

/** Cards by code, unique inside a template (CONTRACT.md 1.3), and by user in the order they were made, after those of an earlier process. */
export function makeCards(earlier: readonly Card[] = [], keep: Keep = () => {}): Cards {
  const byCode = new Map<string, Card>()
  const byUser = new Map<string, Set<Card>>()
  const codeKey = (cardId: string, code: string) => JSON.stringify([cardId, code])
  const userKey = (brandId: string, openid: string) => JSON.stringify([brandId, openid])
  const add = (card: Card) => {
    const former = byCode.get(codeKey(card.cardId, card.code))
    if (former) byUser.get(userKey(former.brandId, former.openid))?.delete(former)
    byCode.set(codeKey(card.cardId, card.code), card)
    const key = userKey(card.brandId, card.openid)
    byUser.set(key, (byUser.get(key) ?? new Set()).add(card))
  }
  for (const card of earlier) add(card)
  return {
    byCode: (cardId, code) => byCode.get(codeKey(cardId, code)),
    ofUser: (brandId, openid) => [...(byUser.get(userKey(brandId, openid)) ?? [])],
    put(card, madeBy) {
      keep(card, madeBy)
      add(card)
    },
    all: () => [...byCode.values()],
  }
}

/** An effective card whose end has passed is EXPIRED (CONTRACT.md 2, state machine). */
export function stateOf(card: Card, nowMs: number): CardState {
  return card.state === 'EFFECTIVE' && card.endMs !== undefined && card.endMs <= nowMs ? 'EXPIRED' : card.state
}
