import { describe, expect, it } from 'vitest'
import { parseJson } from '../../../infra/local/wechatpay/parse-json.ts'

describe('JSON as APIv3 allows it', () => {
  it.each([
    '{}',
    '[]',
    ' { "a" : [ 1 , -2.5e3 , true , false , "x" ] } ',
    '{"a":{"b":{"c":[[]]}},"d":"\\"\\\\\\/\\b\\f\\n\\r\\t\\u4e2d文"}',
    '"text"',
    '0',
  ])('reads %s as JSON.parse does', text => {
    expect(JSON.stringify(parseJson(text))).toBe(JSON.stringify(JSON.parse(text)))
  })

  it.each([
    ['{"a":null}', /null/],
    ['[null]', /null/],
    ['{"a":1,"a":1}', /twice/],
    ['{"a":1,"\\u0061":2}', /twice/],
    ['{"__proto__":1,"__proto__":2}', /twice/],
    ['"😀"', /BMP/],
    ['"\\ud83d\\ude00"', /BMP/],
    ['{"😀":1}', /BMP/],
    ['', /expected/],
    ['{', /expected/],
    ['{"a"}', /expected/],
    ['{"a":1,}', /expected/],
    ['[1,]', /expected/],
    ['{a:1}', /expected/],
    ["{'a':1}", /expected/],
    ['"\n"', /expected/],
    ['"\\x"', /expected/],
    ['01', /after/],
    ['{} {}', /after/],
    ['\ufeff{}', /expected/],
    ['['.repeat(10_000), /nested/],
  ])('refuses %s', (text, rule) => {
    expect(() => parseJson(text)).toThrow(rule)
    expect(() => parseJson(text)).toThrow(SyntaxError)
  })

  it('keeps __proto__ as a key like another', () => {
    expect(Object.keys(parseJson('{"__proto__":{"x":1}}'))).toEqual(['__proto__'])
  })

  it('does not repeat what it read in its errors', () => {
    expect(() => parseJson('{"phone_number":"13900000000" "x"')).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('139') }),
    )
  })
})
