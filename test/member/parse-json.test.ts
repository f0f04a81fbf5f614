import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseJson } from '../../functions/member/parse-json.ts'
import { childPointer } from '../../functions/member/pointer.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const parse = (text: string) => parseJson(bytes(text))

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** `code pointer` of the fault, or that there is none. */
function faultOf(body: Uint8Array | string): string {
  const result = typeof body === 'string' ? parse(body) : parseJson(body)
  return 'fault' in result ? `${result.fault.code} ${result.fault.pointer}` : 'none'
}

describe('parseJson', () => {
  it('agrees with JSON.parse on every value', () => {
    const space = fc.constantFrom(undefined, 1, '\t')
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8, stringUnit: 'binary' }), space, (value, indent) => {
        const text = JSON.stringify(value, null, indent)
        fc.pre(!/__proto__|\uFFFD/.test(text))
        expect(parse(text)).toEqual({ value: JSON.parse(text) })
      }),
    )
  })

  it('agrees with JSON.parse on what is no JSON', () => {
    const piece = fc.constantFrom('{', '}', '[', ']', ',', ':', '"', '\\', '"a"', '1', 'true', ' ', '\n', "'")
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), pieces => {
        const text = pieces.join('')
        expect(faultOf(text)).toMatch(isJson(text) ? /^(none|duplicate_key .*)$/ : /^not_json $/)
      }),
      { numRuns: 2000 },
    )
  })

  it.each(['', ' ', '{"a":1', '{a:1}', "{'a':1}", '{"a":1}}', '{"a":01}', '[1,]', '\u0000', 'NaN', '"\t"', '"'])(
    'refuses %j',
    text => {
      expect(faultOf(text)).toBe('not_json ')
    },
  )

  it('says nothing of the text it cannot parse', () => {
    expect(JSON.stringify(parse('{"phone_number": 138-4711}'))).not.toMatch(/138|4711|phone/)
  })

  it('takes 256 KiB and not a byte more', () => {
    const filled = (size: number) => bytes(`"${'x'.repeat(size - 2)}"`)
    expect(faultOf(filled(262_144))).toBe('none')
    expect(faultOf(filled(262_145))).toBe('body_too_large ')
    expect(faultOf(bytes(`"${'汉'.repeat(100_000)}"`))).toBe('body_too_large ')
  })

  it.each([
    ['a stray byte', [0x22, 0xff, 0x22]],
    ['an overlong form', [0x22, 0xc0, 0xaf, 0x22]],
    ['an encoded surrogate', [0x22, 0xed, 0xa0, 0x80, 0x22]],
    ['a cut character', [0x22, 0xe6, 0xb1, 0x22]],
    ['what others put in place of such bytes', [0x22, 0xef, 0xbf, 0xbd, 0x22]],
    ['UTF-16', [0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00]],
  ])('refuses %s as no UTF-8', (_, body) => {
    expect(faultOf(Uint8Array.from(body))).toBe('not_utf8 ')
  })

  it('skips a byte order mark', () => {
    expect(parse('\ufeff{"a":1}')).toEqual({ value: { a: 1 } })
  })

  it.each([
    ['arrays', '[', ']'],
    ['objects', '{"a":', '}'],
  ])('takes 16 levels of %s and no more', (_, open, close) => {
    const nested = (depth: number) => `${open.repeat(depth)}1${close.repeat(depth)}`
    expect(faultOf(nested(16))).toBe('none')
    expect(faultOf(nested(17))).toBe('nested_too_deep ')
    expect(faultOf(nested(10_000))).toBe('nested_too_deep ')
    expect(faultOf(open.repeat(40_000))).toBe('nested_too_deep ')
  })

  it('does not count brackets in texts, nor lists beside each other, as levels', () => {
    expect(faultOf(JSON.stringify(['['.repeat(100), '\\"{'.repeat(100), ...Array(100).fill([])]))).toBe('none')
  })

  it.each([
    ['{"a":1,"a":1}', '/a'],
    ['{"a":1,"b":{"a":2},"a":3}', '/a'],
    ['{"a":{"b":1,"c":[],"b":2}}', '/a/b'],
    ['[{},{"x":[0,{"y":1,"y":2}]}]', '/1/x/1/y'],
    ['{"a":1,"\\u0061":2}', '/a'],
    ['{"":1,"":2}', '/…'],
    ['{"138":[{"a/b":1,"a/b":2}]}', '/…/0/…'],
    ['{"a\\"":"\\\\","a\\"":1}', '/…'],
    ['{ "a" : "a" , "b" : "a" , "a" : 1 }', '/a'],
  ])('refuses the key that stands twice in %s', (text, pointer) => {
    expect(faultOf(text)).toBe(`duplicate_key ${pointer}`)
  })

  it.each([
    '{"a":{"a":"a"}}',
    '[{"a":1},{"a":2}]',
    '{"a":"a","b":["a","b"]}',
    '{"constructor":1,"toString":2}',
    '{"a":1,"A":2}',
  ])('takes %s, where no key stands twice in one object', text => {
    expect(faultOf(text)).toBe('none')
  })

  it('finds a key that any object repeats, however it is escaped', () => {
    const escaped = (key: string) =>
      `"${Array.from({ length: key.length }, (_, i) => `\\u${key.charCodeAt(i).toString(16).padStart(4, '0')}`).join('')}"`
    const filler = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }))
    fc.assert(
      fc.property(fc.string({ maxLength: 20 }), filler, (key, others) => {
        fc.pre(key !== '__proto__' && !JSON.stringify(others).includes('__proto__') && !Object.hasOwn(others, key))
        const members = Object.entries(others).map(
          ([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)},`,
        )
        const text = `{${JSON.stringify(key)}:1,${members.join('')}${escaped(key)}:2}`
        expect(faultOf(text)).toBe(`duplicate_key ${childPointer('', key)}`)
      }),
    )
  })

  it.each([
    ['{"__proto__":{"brand_id":"1"}}', '/__proto__'],
    ['{"a":[{"\\u005f_proto__":1}]}', '/a/0/__proto__'],
  ])('refuses the key __proto__ in %s', (text, pointer) => {
    expect(faultOf(text)).toBe(`forbidden_key ${pointer}`)
  })

  it('takes __proto__ for a value', () => {
    expect(parse('{"a":"__proto__"}')).toEqual({ value: { a: '__proto__' } })
  })
})
