import { randomBytes } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Answer, refusalAnswer } from './answer.ts'
import { Refused, refused } from './catalogue.ts'
import { checkHeaders } from './check-headers.ts'
import { checkSignature } from './check-signature.ts'
import { echo } from './echo.ts'
import type { ChosenFault } from './faults.ts'
import { importCard } from './import-card.ts'
import type { Entry } from './journal.ts'
import { answeringKey, type Keyring, type MerchantKey } from './keyring.ts'
import type { Variant } from './keys.ts'
import { listCertificates } from './list-certificates.ts'
import { listCards, queryCard, queryTemplate } from './look-up.ts'
import { makePicker } from './pick-faults.ts'
import { readSubject } from './read-subject.ts'
import { type CallName, checkParameters, findRoute, isRated, type Route } from './routes.ts'
import { cutConnection, sendAnswer, spoilAnswer } from './send-answer.ts'
import { signAnswer } from './sign-answer.ts'
import type { CallRequest, Received, World } from './world.ts'

const OPERATIONS: Record<CallName, (world: World, request: CallRequest) => Promise<Answer>> = {
  import: importCard,
  query: queryCard,
  list: listCards,
  template: queryTemplate,
  certificates: listCertificates,
  echo,
}
const OTHER: Record<Variant, Variant> = { partner: 'brand', brand: 'partner' }
/** The number after the Request-ID of a refusal is internal to WeChat Pay, 0 on success (CONTRACT.md 3.1); this one is invented. */
const ERROR_NUMBER = 268_435_460

/**
 * Answers one call of WeChat Pay. Everything up to the first await happens in the turn in which the request was complete:
 * signature, nonce, rate and the choice of the fault, in the order of receipt.
 */
export async function handleCall(world: World, received: Received, response: ServerResponse): Promise<void> {
  const route = findRoute(received.method, received.url)
  const variant = route?.variant ?? (received.url.startsWith('/brand/') ? 'brand' : 'partner')
  const ring = world.keyrings[variant]
  const entry = world.journal.open({
    received_at_ms: world.now(),
    variant,
    call: route?.call ?? 'unknown',
    ...readSubject(route, received),
  })
  const pick = makePicker(world.faults, received, entry)

  let chosen = pick('connection')[0]
  const timing = chosen ? [] : pick('timing')
  for (const { holdMs } of timing) entry.held_ms += draw(holdMs, world.random())
  let answer: Answer | undefined
  let merchantKey = ring.merchant[0]
  if (!chosen) {
    try {
      const admitted = admit(world, received, route, ring, entry, () => pick('answer')[0])
      chosen = admitted.chosen
      merchantKey = admitted.merchantKey
    } catch (cause) {
      answer = refusalOrThrow(cause)
    }
  }
  const fault = chosen?.fault
  entry.fault = chosen?.name ?? timing.find(({ name }) => name === 'delay')?.name ?? null
  entry.unclear = fault?.isUnclear ?? false
  world.journal.save(entry)

  const work = () => perform(world, received, route, { ring, merchantKey, entry })
  if (chosen && fault?.work === 'later') setTimeout(work, chosen.holdMs[0]).unref()
  if (!answer && (!fault || fault.work === 'done')) answer = await work()
  if (fault?.answer) answer = fault.answer(entry.openid ?? '')
  if (entry.held_ms > 0) await sleep(entry.held_ms, undefined, { ref: false })
  if (!answer || fault?.isCut) {
    world.journal.save(entry)
    return cutConnection(response)
  }

  const spoiled = spoilAnswer(answer, fault?.body)
  const { signingKey: stranger } = world.keyrings[OTHER[variant]].publicKeys[0]
  const key = wechatpayKeyOf(received, route, ring, world.now())
  const signature = await signAnswer(spoiled.text, fault?.signature ?? 'right', key, ring.scheme, stranger, world.now())
  const ownHeaders = answer.contentType.startsWith('text/') ? {} : { 'Request-ID': makeRequestId(answer) }
  entry.status = answer.status
  entry.code = answer.code
  entry.request_id = ownHeaders['Request-ID'] ?? null
  // Set first: who got the answer may read the journal before the connection's own event, or after a kill.
  entry.delivered = true
  world.journal.save(entry)
  entry.delivered = await sendAnswer(response, spoiled, { ...signature, ...ownHeaders }, fault?.body)
  if (!entry.delivered) {
    entry.unclear = true
    world.journal.save(entry)
  }
}

/** Lets a call in or refuses it; a call that is refused by rate is not counted. Returns who signed it and the fault that it shall meet. */
function admit(
  world: World,
  { method, url, headers, body }: Received,
  route: Route | undefined,
  ring: Keyring,
  entry: Entry,
  pickFault: () => ChosenFault | undefined,
): { chosen: ChosenFault | undefined; merchantKey: MerchantKey } {
  if (!route) throw refused('NO_SUCH_CALL')
  const nowMs = world.now()
  const request = { method, url, authorization: headers.authorization, body }
  const { nonce, merchantKey } = checkSignature(request, ring, nowMs, world.nonces[route.variant])
  entry.nonce = nonce
  const rate = isRated(route.call) ? world.rates[route.variant] : undefined
  if (rate && !rate.hasRoom(nowMs)) throw refused('RATE')
  const chosen = pickFault()
  if (chosen?.fault.answer?.('').status !== 429) rate?.take(nowMs)
  return { chosen, merchantKey }
}

async function perform(
  world: World,
  received: Received,
  route: Route | undefined,
  call: Pick<CallRequest, 'ring' | 'merchantKey' | 'entry'>,
): Promise<Answer> {
  try {
    if (!route) throw refused('NO_SUCH_CALL')
    const nowMs = world.now()
    checkHeaders(route.call, received.headers, call.ring, nowMs)
    checkParameters(route)
    const wechatpayKey = wechatpayKeyOf(received, route, call.ring, nowMs)
    return await OPERATIONS[route.call](world, { ...call, route, wechatpayKey, body: received.body })
  } catch (cause) {
    return refusalOrThrow(cause)
  }
}

function wechatpayKeyOf({ headers }: Received, route: Route | undefined, ring: Keyring, nowMs: number) {
  const serial = headers['wechatpay-serial']
  return answeringKey(ring, route?.call ?? 'unknown', typeof serial === 'string' ? serial : undefined, nowMs)
}

function refusalOrThrow(cause: unknown): Answer {
  if (cause instanceof Refused) return refusalAnswer(cause.refusal)
  throw cause
}

function draw([min, max]: readonly [number, number], random: number): number {
  return Math.round(min + (max - min) * random)
}

function makeRequestId({ status }: Answer): string {
  return `${randomBytes(16).toString('hex').toUpperCase()}-${status < 300 ? 0 : ERROR_NUMBER}`
}
