import type { IncomingHttpHeaders } from 'node:http'
import { type Cards, makeCards } from './cards.ts'
import { type FaultRules, makeFaultRules } from './fault-rules.ts'
import { readFault } from './faults.ts'
import { type Entry, type Journal, makeJournal } from './journal.ts'
import type { Keyring, MerchantKey, WechatpayKey } from './keyring.ts'
import type { Variant } from './keys.ts'
import { makeNonces, type Nonces } from './nonces.ts'
import { makeRandom } from './random.ts'
import { makeRate, type Rate } from './rate.ts'
import type { Route } from './routes.ts'
import type { Keep, Known } from './store.ts'

/** A request whose last byte has come. */
export type Received = { method: string; url: string; headers: IncomingHttpHeaders; body: Buffer }

/** A call that was let in, as the operations see it: with the key that signed it, and the one that its header names. */
export type CallRequest = {
  route: Route
  ring: Keyring
  merchantKey: MerchantKey
  wechatpayKey: WechatpayKey
  body: Buffer
  entry: Entry
}

export type Settings = {
  ratePerSecond: number
  seed: number
  /** Every answer is held for a time between these, drawn from the seed. */
  latencyMs: readonly [min: number, max: number]
  /** Epoch milliseconds that never go back. */
  now: () => number
}

/** All that the simulator knows and can forget at once; the keys outlive it. Faults and rates begin anew at each start. */
export type World = {
  now: () => number
  random: () => number
  keyrings: Readonly<Record<Variant, Keyring>>
  cards: Cards
  journal: Journal
  rates: Record<Variant, Rate>
  faults: FaultRules
  nonces: Record<Variant, Nonces>
}

/** `known` is what an earlier process kept, `keep` where this one does; without them all is in memory. */
export function makeWorld(
  settings: Settings,
  keyrings: Readonly<Record<Variant, Keyring>>,
  known: Known = { entries: [], cards: [] },
  keep?: Keep,
): World {
  const { ratePerSecond, seed, latencyMs, now } = settings
  const faults = makeFaultRules(seed)
  const latency = readFault(`latency;${latencyMs.join('-')}`)
  if (!latency) throw new RangeError('latency: two whole numbers of milliseconds under 1,000,000, the smaller first')
  if (latencyMs[1] > 0) faults.add({ chosen: latency })
  const nonces = (variant: Variant) => makeNonces(known.entries.filter(entry => entry.variant === variant))
  return {
    now,
    random: makeRandom(seed),
    keyrings,
    cards: makeCards(known.cards, keep?.card),
    journal: makeJournal(known.entries, keep?.entry),
    rates: { partner: makeRate(ratePerSecond), brand: makeRate(ratePerSecond) },
    faults,
    nonces: { partner: nonces('partner'), brand: nonces('brand') },
  }
}
