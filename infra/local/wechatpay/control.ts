import { CARD_STATES, stateOf } from './cards.ts'
import { badField, Refused } from './catalogue.ts'
import { makeCard } from './conventions.ts'
import { FAULT_TABLE, readFault } from './faults.ts'
import type { Keys, Variant } from './keys.ts'
import type { JsonObject } from './parse-json.ts'
import { checkKnown, optionalInteger, optionalText, readBody, requiredText } from './read-body.ts'
import { CODE } from './read-import.ts'
import { CALLS } from './routes.ts'
import { summarise } from './summarise.ts'
import { makeSwitch, readSwitch } from './switch-key.ts'
import { DEFAULT_CARD_ID, findTemplate } from './templates.ts'
import { formatTime, parseTime } from './times.ts'
import type { Received, World } from './world.ts'
import { writeSecrets } from './write-secrets.ts'

/** What outlives a world. */
export type Controls = {
  /** Begins another world, with the same keys. */
  reset(): void
  keys(): Record<Variant, Keys>
  putKeys(variant: Variant, keys: Keys): void
}

type Control = { world: World; body: Buffer; query: URLSearchParams; controls: Controls }

/** The control API, for tests: no signature, never slow, never faulty. */
const HANDLERS: Record<string, (control: Control) => object | Promise<object>> = {
  'GET /_simulator/journal': ({ world }) => ({ entries: world.journal.entries }),
  'GET /_simulator/summary': ({ world }) => summarise(world.journal.entries),
  'GET /_simulator/cards': ({ world }) => ({ cards: showCards(world) }),
  'POST /_simulator/cards': ({ world, body }) => addCard(world, readBody(body)),
  'GET /_simulator/faults': ({ world }) => ({ rules: showRules(world) }),
  'POST /_simulator/faults': ({ world, body }) => addRule(world, readBody(body)),
  'DELETE /_simulator/faults': ({ world, query }) => {
    const id = query.get('id')
    return { lifted: world.faults.lift(id === null ? undefined : Number(id)) }
  },
  'POST /_simulator/rate': ({ world, body }) => setRate(world, readBody(body)),
  'GET /_simulator/keys': ({ controls }) => showKeys(controls),
  'POST /_simulator/keys': async ({ world, body, controls }) => {
    const wanted = readSwitch(readBody(body))
    const put = await makeSwitch(wanted, controls.keys()[wanted.variant], world.now())
    controls.putKeys(wanted.variant, put(controls.keys()[wanted.variant], world.now()))
    return showKeys(controls)
  },
  'POST /_simulator/reset': ({ controls }) => {
    controls.reset()
    return {}
  },
}

export function isControl(url: string): boolean {
  return url.startsWith('/_simulator/')
}

/** Answers a request of the control API: 200, 400 with what is wrong, or 404. */
export async function handleControl(
  world: World,
  received: Received,
  controls: Controls,
): Promise<{ status: number; body: object }> {
  const [path = '', search = ''] = received.url.split('?')
  const handler = HANDLERS[`${received.method} ${path}`]
  if (!handler) return { status: 404, body: { error: 'no such control', known: Object.keys(HANDLERS) } }
  try {
    const query = new URLSearchParams(search)
    return { status: 200, body: await handler({ world, body: received.body, query, controls }) }
  } catch (cause) {
    if (cause instanceof Refused) return { status: 400, body: { error: cause.refusal.detail ?? cause.message } }
    throw cause
  }
}

function addRule(world: World, body: JsonObject): object {
  checkKnown(body, '', ['fault', 'count', 'chance', 'openid', 'call'])
  const chosen = readFault(requiredText(body, '', 'fault', 64))
  if (!chosen) throw badField('/fault', `one of ${Object.keys(FAULT_TABLE).join(', ')}`)
  const count = optionalInteger(body, '', 'count')
  if (count !== undefined && count < 1) throw badField('/count', 'at least 1')
  const chance = body['chance']
  if (chance !== undefined && !(typeof chance === 'number' && chance >= 0 && chance <= 1)) {
    throw badField('/chance', 'between 0 and 1')
  }
  const openid = optionalText(body, '', 'openid', 128)
  const named = optionalText(body, '', 'call', 16)
  const call = CALLS.find(name => name === named)
  if (named !== undefined && !call) throw badField('/call', `one of ${CALLS.join(', ')}`)
  const id = world.faults.add({
    chosen,
    ...(count !== undefined && { count }),
    ...(chance !== undefined && { chance }),
    ...(openid !== undefined && { openid }),
    ...(call && { call }),
  })
  return { id }
}

/** The credential secrets as they are now, and the platform certificates, the newest first. */
function showKeys({ keys }: Controls): object {
  const { partner, brand } = keys()
  return {
    secrets: writeSecrets({ partner, brand }),
    certificates: partner.certificates.map(({ certificate }) => certificate),
  }
}

function showRules(world: World): object[] {
  return world.faults.list().map(({ id, rule: { chosen, ...rest } }) => ({ id, fault: chosen.name, ...rest }))
}

function setRate(world: World, body: JsonObject): object {
  checkKnown(body, '', ['per_second'])
  const perSecond = optionalInteger(body, '', 'per_second')
  if (perSecond === undefined || perSecond < 1) throw badField('/per_second', 'a whole number, at least 1')
  for (const rate of Object.values(world.rates)) rate.set(perSecond)
  return { per_second: perSecond }
}

/** Puts a card there as it stands, to meet refusals that need a state. */
function addCard(world: World, body: JsonObject): object {
  checkKnown(body, '', ['card_id', 'openid', 'user_card_code', 'user_card_state', 'create_time'])
  const brandId = '1004'
  const cardId = optionalText(body, '', 'card_id', 32) ?? DEFAULT_CARD_ID
  if (!findTemplate(brandId, cardId)) throw badField('/card_id', 'no such template')
  const stateName = optionalText(body, '', 'user_card_state', 16) ?? 'EFFECTIVE'
  const state = CARD_STATES.find(name => name === stateName)
  if (!state) throw badField('/user_card_state', `one of ${CARD_STATES.join(', ')}`)
  const time = optionalText(body, '', 'create_time', 32)
  const createMs = time === undefined ? world.now() : parseTime(time)
  if (createMs === undefined) throw badField('/create_time', 'RFC 3339')
  world.cards.put(
    makeCard({
      brandId,
      cardId,
      openid: requiredText(body, '', 'openid', 128),
      code: requiredText(body, '', 'user_card_code', 32, CODE),
      state,
      createMs,
    }),
  )
  return {}
}

/** Cards without what is personal. */
function showCards(world: World): object[] {
  const nowMs = world.now()
  return world.cards.all().map(card => ({
    brand_id: card.brandId,
    card_id: card.cardId,
    openid: card.openid,
    user_card_code: card.code,
    user_card_state: stateOf(card, nowMs),
    valid_date_information: card.validity,
    create_time: formatTime(card.createMs),
  }))
}
