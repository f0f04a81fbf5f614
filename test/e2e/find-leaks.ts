/** A text as it may stand in another: as it is, inside JSON, inside JSON in ASCII, in a URL, in base64 or hexadecimal. */
function formsOf(text: string): string[] {
  const inJson = JSON.stringify(text).slice(1, -1)
  const bytes = Buffer.from(text)
  return [
    text,
    inJson,
    JSON.stringify(inJson).slice(1, -1),
    inJson.replace(/[^\x20-\x7e]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
    encodeURIComponent(text),
    bytes.toString('hex'),
    ...[0, 1, 2].map(shift => inBase64(bytes, shift)),
  ]
}

/** The characters of base64 that only these bytes decide, where so many others stand before the first whole triple. */
function inBase64(bytes: Buffer, before: number): string {
  const text = Buffer.concat([Buffer.alloc(before), bytes])
    .toString('base64')
    .replace(/=+$/, '')
  const [first = 0, last = 0] = [[0, 2, 3][before], (before + bytes.length) % 3 === 0 ? 0 : 1]
  return text.slice(first, text.length - last)
}

/** A key or signature in base64 is longer than anything else that is written without a blank. */
const KEY_OR_SIGNATURE = /[A-Za-z0-9+/]{80}|-----BEGIN|signature=/

/** What of these texts stands in one of the places, in any form. */
export function findLeaks(places: readonly string[], texts: readonly string[]): string[] {
  const all = places.join('\n').toLowerCase()
  return texts.filter(text => formsOf(text).some(form => all.includes(form.toLowerCase())))
}

/** The places that hold what looks like a key or a signature. */
export function findKeys(places: readonly string[]): string[] {
  return places.filter(place => KEY_OR_SIGNATURE.test(place))
}

/** Everywhere that something is written to. */
export type Sinks = Record<'log' | 'metric' | 'error' | 'item' | 'message' | 'dead letter', string[]>

/** What may stand nowhere. */
export type Canaries = { personal: readonly string[]; keys: readonly string[]; signatures: readonly string[] }

/** Every leak as `sink: what leaked`; a sink that holds one also where only what looks like a key gives it away. */
export function leaksIn(sinks: Partial<Sinks>, { personal, keys, signatures }: Canaries): string[] {
  return Object.entries(sinks).flatMap(([sink, places]) => [
    ...findLeaks(places, personal).map(value => `${sink}: ${value}`),
    ...findLeaks(places, keys).map(() => `${sink}: a key`),
    ...findLeaks(places, signatures).map(() => `${sink}: a signature`),
    // A message, and a copy of it, holds ciphertexts, which look the same.
    ...(sink === 'message' || sink === 'dead letter' ? [] : findKeys(places).map(() => `${sink}: like a key`)),
  ])
}

/** What gives a key of the secret away: each inner line of a private key, as it is and as bytes, and the APIv3 key. */
export function keyPartsOf(secret: string): string[] {
  const { merchant_private_key, api_v3_key, previous } = JSON.parse(secret)
  const pems = [merchant_private_key, previous?.merchant_private_key].filter(pem => typeof pem === 'string')
  const lines = pems.flatMap(pem => pem.split('\n').slice(2, -3))
  return [...lines, ...lines.map(line => Buffer.from(line, 'base64').toString('hex')), api_v3_key]
}
