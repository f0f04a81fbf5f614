import fc from 'fast-check'

/** What a value can be that nobody expects there. */
const ODD_TEXTS = [
  ...['', ' ', '\0', '\n', '\r\n', '\u0085', '\u2028', '\u200b', '\ufeff', '\ufffd', '\ud800', '\udfff\ud800'],
  ...['__proto__', 'constructor', 'toString', '..', '.', '%2e', '%', '\\', '"', '=1+1', '<b>', "' OR 1=1", '$ref'],
  ...['👨‍👩‍👧', '𠮷', 'İ', 'ﬁ', '１', '-0', '1e400', 'NaN', 'null', 'x'.repeat(3_000)],
]
const ODD_VALUES: readonly unknown[] = [
  ...[null, true, false, 0, -1, 0.1, 1e308, -1e308, 2 ** 53, Number.MIN_VALUE, [], {}, [[]], [null], [{}]],
  Object.fromEntries([['__proto__', { polluted: true }]]),
]

export const oddTexts: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...ODD_TEXTS),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: fc.integer({ min: 0, max: 0x9f }).map(code => String.fromCharCode(code)), maxLength: 20 }),
)

const oddValues: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(...ODD_VALUES),
  oddTexts,
  fc.jsonValue({ maxDepth: 3, stringUnit: 'binary' }),
)

const CHANGES = ['drop', 'replace', 'add', 'double', 'nest', 'append', 'keep'] as const
type Change = { where: number[]; what: (typeof CHANGES)[number]; odd: unknown; text: string }

/** A JSON value, sound at first, with up to three things done to it at any depth. It may be sound still. */
export function mutated(sound: unknown): fc.Arbitrary<unknown> {
  const change: fc.Arbitrary<Change> = fc.record({
    where: fc.array(fc.nat(), { maxLength: 5 }),
    what: fc.constantFrom(...CHANGES),
    odd: oddValues,
    text: oddTexts,
  })
  return fc.array(change, { maxLength: 3 }).map(changes => changes.reduce(apply, sound))
}

/** `value` after one change at the place to which `where` leads: at each level one of the entries, by its number. */
function apply(value: unknown, { where: [step, ...further], ...change }: Change): unknown {
  if (step === undefined || typeof value !== 'object' || value === null) return changed(value, change)
  const entries = Object.entries(value)
  const at = step % (entries.length + 1)
  if (at === entries.length) return changed(value, change)
  if (further.length === 0 && change.what === 'drop') entries.splice(at, 1)
  else entries.splice(at, 1, [entries[at]?.[0] ?? '', apply(entries[at]?.[1], { where: further, ...change })])
  return Array.isArray(value) ? entries.map(([, item]) => item) : Object.fromEntries(entries)
}

function changed(value: unknown, { what, odd, text }: Omit<Change, 'where'>): unknown {
  switch (what) {
    case 'drop':
    case 'replace':
      return odd
    case 'nest':
      return [value]
    case 'append':
      return typeof value === 'string' ? value + text : odd
    case 'double':
      return Array.isArray(value) ? [...value, ...value] : typeof value === 'string' ? value + value : [value, value]
    case 'add':
      if (Array.isArray(value)) return [...value, odd]
      return typeof value === 'object' && value !== null
        ? Object.fromEntries([...Object.entries(value), [text, odd]])
        : odd
    case 'keep':
      return value
  }
}

/** A text, sound at first, that was damaged in up to three places: cut, doubled, or with something else put in. */
export function mangled(sound: string): fc.Arbitrary<string> {
  const damage = fc.record({
    at: fc.nat({ max: sound.length }),
    gone: fc.oneof(fc.constant(0), fc.nat({ max: 20 }), fc.constant(sound.length)),
    put: fc.oneof(
      fc.constant(''),
      oddTexts,
      fc.nat({ max: sound.length }).map(from => sound.slice(from, from + 60)),
    ),
  })
  return fc
    .array(damage, { maxLength: 3 })
    .map(damages => damages.reduce((text, { at, gone, put }) => text.slice(0, at) + put + text.slice(at + gone), sound))
}
