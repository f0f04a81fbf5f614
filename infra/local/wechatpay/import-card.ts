import { type Answer, jsonAnswer } from './answer.ts'
import { type Card, type Cards, stateOf } from './cards.ts'
import { refused } from './catalogue.ts'
import { checkForm } from './check-form.ts'
import { checkValidity } from './check-validity.ts'
import { heedRefusals, namesCodeFirst, placeCards } from './conventions.ts'
import { decryptPersonal } from './decrypt-personal.ts'
import { readBody } from './read-body.ts'
import { type ImportBody, readImport } from './read-import.ts'
import { showCard } from './show-card.ts'
import { checkBrand, findTemplate } from './templates.ts'
import { formatTime } from './times.ts'
import type { CallRequest, World } from './world.ts'

/**
 * Imports one card. The body is judged before the state, and the state is judged and changed in one turn of the event
 * loop, so that of two parallel imports one wins. Throws Refused.
 */
export async function importCard(world: World, call: CallRequest): Promise<Answer> {
  const { ring, merchantKey, wechatpayKey, body, entry } = call
  const request = readImport(readBody(body), ring.variant, ring.identity)
  checkBrand(request.brandId)
  const template = findTemplate(request.brandId, request.cardId)
  if (template?.state !== 'CARD_EFFECTIVE') throw refused('TEMPLATE_INVALID')
  const nowMs = world.now()
  const validity = request.validity ?? { type: 'PERMANENT', ...template.validity }
  const endMs = checkValidity(validity, request.pickupTime, template, nowMs)
  checkForm(request, template)
  const personal = await decryptPersonal(request, wechatpayKey, () => {
    entry.decrypted += 1
  })

  heedRefusals(request.openid, true)
  placeCards(world.cards, request.brandId, request.cardId, request.openid, request.code)
  checkPlace(world.cards, request, nowMs)
  const card: Card = {
    brandId: request.brandId,
    cardId: request.cardId,
    openid: request.openid,
    code: request.code,
    // Straight to EFFECTIVE: no confirm call follows an import (CONTRACT.md 2).
    state: 'EFFECTIVE',
    validity,
    ...(endMs !== undefined && { endMs }),
    pickupTime: request.pickupTime ?? formatTime(nowMs),
    shown: request.shown,
    personal,
    createMs: nowMs,
    modifyMs: nowMs,
  }
  entry.created = true
  world.cards.put(card, entry)
  return jsonAnswer(200, showCard(card, merchantKey, nowMs))
}

/** One effective or pending card per user and template, one code per template (CONTRACT.md 3.4). */
function checkPlace(cards: Cards, { brandId, cardId, openid, code }: ImportBody, nowMs: number): void {
  const isTaken = cards.byCode(cardId, code) !== undefined
  if (isTaken && namesCodeFirst(openid)) throw refused('CODE_TAKEN')
  const own = cards.ofUser(brandId, openid).filter(card => card.cardId === cardId)
  const states = own.map(card => stateOf(card, nowMs))
  if (states.includes('UNACTIVATED')) throw refused('CARD_PENDING')
  if (states.includes('EFFECTIVE')) throw refused('CARD_EFFECTIVE')
  if (isTaken) throw refused('CODE_TAKEN')
}
