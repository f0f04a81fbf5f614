export type Json = string | number | boolean | Json[] | JsonObject
export type JsonObject = { [key: string]: Json }

const SPACE = /[ \t\n\r]*/y
const STRING = /"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const LITERAL = /true|false|null/y
const SURROGATE = /[\ud800-\udfff]/
const MAX_DEPTH = 16

/**
 * JSON as APIv3 allows it: no null, no key twice, nothing outside the BMP (CONTRACT.md 1.6).
 * Objects have no prototype, so that `__proto__` is a key like another. Throws SyntaxError with the rule broken, never the text.
 */
export function parseJson(text: string): Json {
  let at = 0

  function take(token: RegExp): string | undefined {
    token.lastIndex = at
    const found = token.exec(text)?.[0]
    at += found?.length ?? 0
    return found
  }
  function skip(char: string): boolean {
    take(SPACE)
    if (text[at] !== char) return false
    at += 1
    return true
  }
  function expect(char: string): void {
    if (!skip(char)) throw new SyntaxError(`'${char}' expected at ${at}`)
  }

  function readString(): string {
    take(SPACE)
    const token = take(STRING)
    if (token === undefined) throw new SyntaxError(`string expected at ${at}`)
    const value: string = JSON.parse(token)
    if (SURROGATE.test(value)) throw new SyntaxError(`character outside the BMP before ${at}`)
    return value
  }

  function readObject(depth: number): JsonObject {
    const object: JsonObject = Object.create(null)
    if (skip('}')) return object
    do {
      const key = readString()
      if (Object.hasOwn(object, key)) throw new SyntaxError(`key given twice before ${at}`)
      expect(':')
      object[key] = readValue(depth)
    } while (skip(','))
    expect('}')
    return object
  }

  function readArray(depth: number): Json[] {
    const array: Json[] = []
    if (skip(']')) return array
    do array.push(readValue(depth))
    while (skip(','))
    expect(']')
    return array
  }

  function readValue(depth: number): Json {
    if (depth > MAX_DEPTH) throw new SyntaxError(`nested deeper than ${MAX_DEPTH}`)
    if (skip('{')) return readObject(depth + 1)
    if (skip('[')) return readArray(depth + 1)
    if (text[at] === '"') return readString()
    const number = take(NUMBER)
    if (number) return Number(number)
    const literal = take(LITERAL)
    if (literal === undefined) throw new SyntaxError(`value expected at ${at}`)
    if (literal === 'null') throw new SyntaxError(`null before ${at}`)
    return literal === 'true'
  }

  const value = readValue(0)
  take(SPACE)
  if (at !== text.length) throw new SyntaxError(`text after the value at ${at}`)
  return value
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && !Array.isArray(value)
}
