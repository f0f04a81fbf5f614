import { badField } from './catalogue.ts'
import { isAccepted, type Key, type Keys, type Variant } from './keys.ts'
import { makeMerchantKey, makePlatformKey, makePublicKey } from './make-keys.ts'
import type { JsonObject } from './parse-json.ts'
import { checkKnown, optionalInteger, optionalText, requiredText } from './read-body.ts'

export type Kind = 'merchant' | 'wechatpay' | 'certificate'
export type Switch = { variant: Variant; kind: Kind; retiresInMs: number }

const DEFAULT_SECONDS = 5
const MAX_SECONDS = 999_999_999

/** Which key to switch, and how long the former is accepted yet. */
export function readSwitch(body: JsonObject): Switch {
  checkKnown(body, '', ['key', 'credential', 'retires_after_seconds'])
  const given = requiredText(body, '', 'key', 16)
  const kind = (['merchant', 'wechatpay', 'certificate'] as const).find(name => name === given)
  if (!kind) throw badField('/key', 'merchant, wechatpay or certificate')
  const credential = optionalText(body, '', 'credential', 16) ?? 'partner'
  const variant = (['partner', 'brand'] as const).find(name => name === credential)
  if (!variant) throw badField('/credential', 'partner or brand')
  if (variant === 'brand' && kind === 'certificate') throw badField('/key', 'a brand has no platform certificates')
  const seconds = optionalInteger(body, '', 'retires_after_seconds') ?? DEFAULT_SECONDS
  if (seconds < 0 || seconds > MAX_SECONDS) throw badField('/retires_after_seconds', `from 0 to ${MAX_SECONDS}`)
  return { variant, kind, retiresInMs: seconds * 1_000 }
}

/**
 * Makes the next key, which takes a while; what it resolves to puts it before the keys that there are then, and counts
 * the seconds of the former from then.
 */
export async function makeSwitch(
  { variant, kind, retiresInMs }: Switch,
  keys: Keys,
  madeMs: number,
): Promise<(keys: Keys, nowMs: number) => Keys> {
  const former = (list: readonly Key[], nowMs: number): Key[] =>
    list
      .filter(key => isAccepted(key, nowMs))
      .map((key, at) => (at === 0 ? { ...key, retiresAtMs: nowMs + retiresInMs } : key))
  if (kind === 'merchant') {
    const next = await makeMerchantKey(variant, madeMs)
    return (keys, nowMs) => ({ ...keys, merchant: [next, ...former(keys.merchant, nowMs)] })
  }
  if (kind === 'wechatpay') {
    const next = await makePublicKey()
    return (keys, nowMs) => ({ ...keys, publicKeys: [next, ...former(keys.publicKeys, nowMs)] })
  }
  const next = await makePlatformKey(madeMs, keys.certificates[0])
  return (keys, nowMs) => ({ ...keys, certificates: [next, ...former(keys.certificates, nowMs)] })
}
