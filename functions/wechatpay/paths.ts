import type { Signatory } from './authorization.ts'

type Variant = Signatory['variant']

/** One request of the wire. `body` is what is signed and what is sent. */
export type WireRequest = { method: 'GET' | 'POST'; path: string; body: Buffer | undefined }

const BASES = { partner: '/v3/brand/partner/card-member', brand: '/brand/card-member' } as const

/**
 * A path below the variant's base (CONTRACT.md 1.1, 7), each segment percent-encoded. Throws a RangeError for `.` and
 * `..`: whatever handles URLs on the way would collapse them, and the signature with them.
 */
export function cardMemberPath(variant: Variant, ...segments: string[]): string {
  return [BASES[variant], ...segments.map(encodeSegment)].join('/')
}

/** The query string. A partner names the brand in every call, a brand never (CONTRACT.md 7). */
export function cardMemberQuery(
  variant: Variant,
  brandId: string | undefined,
  parameters: Readonly<Record<string, string | number>>,
): string {
  if (variant === 'brand') return queryOf(parameters)
  if (brandId === undefined) throw new TypeError('a partner credential calls for a brandId')
  return queryOf({ brand_id: brandId, ...parameters })
}

function queryOf(parameters: Readonly<Record<string, string | number>>): string {
  const pairs = Object.entries(parameters).map(([name, value]) => `${name}=${encode(String(value))}`)
  return pairs.length > 0 ? `?${pairs.join('&')}` : ''
}

function encodeSegment(text: string): string {
  if (text === '.' || text === '..') throw new RangeError('a dot segment cannot stand in a path')
  return encode(text)
}

/** encodeURIComponent and the five it leaves: a card code may hold any half-width punctuation (CONTRACT.md 1.3). */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
