import { type Answer, jsonAnswer } from './answer.ts'
import { CARD_STATES, stateOf } from './cards.ts'
import { badParameter, refused } from './catalogue.ts'
import { heedRefusals, placeCards } from './conventions.ts'
import { CODE } from './read-import.ts'
import { countOf, parameterOf, type Route } from './routes.ts'
import { showCard } from './show-card.ts'
import { checkBrand, DEFAULT_CARD_ID, findTemplate, showTemplate } from './templates.ts'
import type { CallRequest, World } from './world.ts'

/** One card by code, template and user, which must all agree (CONTRACT.md 7; partner/4015336980). */
export async function queryCard(world: World, { route, ring, merchantKey }: CallRequest): Promise<Answer> {
  const code = route.parameter
  if (!CODE.test(code)) throw refused('CODE_CHARSET', { location: 'url', field: 'user_card_code' })
  const brandId = brandOf(route, ring.identity)
  const cardId = parameterOf(route, 'card_id', 32)
  const openid = parameterOf(route, 'openid', 128)
  checkBrand(brandId)
  if (!findTemplate(brandId, cardId)) throw refused('TEMPLATE_NOT_FOUND')
  heedRefusals(openid, false)
  placeCards(world.cards, brandId, cardId, openid, code)
  const card = world.cards.byCode(cardId, code)
  if (card?.openid !== openid) throw refused('USER_CARD_NOT_FOUND')
  return jsonAnswer(200, showCard(card, merchantKey, world.now()))
}

/** A user's cards of one brand, all templates, page by page (CONTRACT.md 7; partner/4015336984). */
export async function listCards(world: World, { route, ring, merchantKey }: CallRequest): Promise<Answer> {
  const brandId = brandOf(route, ring.identity)
  const openid = parameterOf(route, 'openid', 128)
  const offset = countOf(route, 'offset', 0, 999_999_999)
  const limit = countOf(route, 'limit', 1, 20)
  const asked = route.query.get('user_card_state')
  const state = CARD_STATES.find(name => name === asked)
  if (asked !== null && !state) throw badParameter('query', 'user_card_state', '枚举值不正确')
  checkBrand(brandId)
  heedRefusals(openid, false)
  if (world.cards.ofUser(brandId, openid).length === 0) {
    placeCards(world.cards, brandId, DEFAULT_CARD_ID, openid, undefined)
  }
  const nowMs = world.now()
  const found = world.cards.ofUser(brandId, openid).filter(card => !state || stateOf(card, nowMs) === state)
  return jsonAnswer(200, {
    data: found.slice(offset, offset + limit).map(card => showCard(card, merchantKey, nowMs)),
    total_count: found.length,
    offset,
    limit,
  })
}

/** One template, valid or not (CONTRACT.md 7; partner/4015336974). */
export async function queryTemplate(_world: World, { route, ring }: CallRequest): Promise<Answer> {
  const brandId = brandOf(route, ring.identity)
  checkBrand(brandId)
  const template = findTemplate(brandId, route.parameter)
  if (!template) throw refused('TEMPLATE_NOT_FOUND')
  return jsonAnswer(200, showTemplate(template))
}

/** A provider names the brand; a brand is the one that signs (CONTRACT.md 1.1). */
function brandOf(route: Route, identity: string): string {
  return route.variant === 'brand' ? identity : parameterOf(route, 'brand_id', 32)
}
