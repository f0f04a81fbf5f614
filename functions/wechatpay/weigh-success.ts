import * as v from 'valibot'
import { readUserCard, type UserCard } from '../member/user-card.ts'
import type { Call, Reply } from '../ports.ts'
import { parseAnswer } from './parse-answer.ts'

/** An import leaves the card EFFECTIVE (CONTRACT.md 2), or EXPIRED if its end has come meanwhile. */
const IMPORTED_STATES: readonly UserCard['user_card_state'][] = ['EFFECTIVE', 'EXPIRED']

const PageSchema = v.object({ data: v.array(v.unknown()), total_count: v.pipe(v.number(), v.integer(), v.minValue(0)) })
/** valibot takes a list for an object. */
const TemplateSchema = v.pipe(
  v.unknown(),
  v.check(value => !Array.isArray(value)),
  v.looseObject({ card_id: v.optional(v.string()) }),
)

/** What a verified 2xx means: what was asked for, or nothing that can be relied on. */
export function weighSuccess(call: Call, status: number, body: Uint8Array): Reply {
  if (status === 202 && call.name === 'import') return { kind: 'accepted' }
  const reply = status === 200 ? read(call, parseAnswer(body)) : undefined
  return reply ?? { kind: 'unclear', why: 'not_this_card' }
}

function read(call: Call, value: unknown): Reply | undefined {
  switch (call.name) {
    case 'import': {
      const { card_id: cardId, openid, user_card_code: userCardCode } = call.request
      const card = readCardOf({ cardId, openid, userCardCode }, value)
      return card && IMPORTED_STATES.includes(card.user_card_state) ? { kind: 'card', card } : undefined
    }
    case 'query': {
      const card = readCardOf(call, value)
      return card && { kind: 'card', card }
    }
    case 'list':
      return readPage(call.openid, value)
    case 'template': {
      const result = v.safeParse(TemplateSchema, value)
      if (!result.success) return undefined
      const { card_id: cardId = call.cardId } = result.output
      return cardId === call.cardId ? { kind: 'template', template: result.output } : undefined
    }
  }
}

function readCardOf(wanted: { cardId: string; openid: string; userCardCode: string }, value: unknown) {
  const card = readUserCard(value)
  const same =
    card?.card_id === wanted.cardId && card.openid === wanted.openid && card.user_card_code === wanted.userCardCode
  return same ? card : undefined
}

/** A card that cannot be read, or is another user's, spoils the page: an effective card might hide behind it. */
function readPage(openid: string, value: unknown): Reply | undefined {
  const result = v.safeParse(PageSchema, value)
  if (!result.success) return undefined
  const cards: UserCard[] = []
  for (const item of result.output.data) {
    const card = readUserCard(item)
    if (card?.openid !== openid) return undefined
    cards.push(card)
  }
  return { kind: 'cards', cards, total: result.output.total_count }
}
