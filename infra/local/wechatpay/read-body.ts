import { badField } from './catalogue.ts'
import { isObject, type Json, type JsonObject, parseJson } from './parse-json.ts'

/** The JSON object of a body of strict UTF-8 (CONTRACT.md 1.6). Throws 400 PARAM_ERROR. */
export function readBody(body: Buffer): JsonObject {
  let value: Json
  try {
    value = parseJson(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body))
  } catch (cause) {
    throw badField('', cause instanceof SyntaxError ? cause.message : '不是 UTF-8')
  }
  return objectOf(value, '')
}

/** The value as an object; `known`, if given, lists the only fields it may have. */
export function objectOf(value: Json, at: string, known?: readonly string[]): JsonObject {
  if (!isObject(value)) throw badField(at, '须为 object')
  if (known) checkKnown(value, at, known)
  return value
}

export function checkKnown(object: JsonObject, at: string, known: readonly string[]): void {
  for (const key of Object.keys(object)) if (!known.includes(key)) throw badField(`${at}/${escapeKey(key)}`, '未知字段')
}

/** The items of an array; none where it is absent. */
export function listOf(object: JsonObject, at: string, name: string): Json[] {
  const value = object[name] ?? []
  if (!Array.isArray(value)) throw badField(`${at}/${name}`, '须为 array')
  return value
}

/** A string of at most `max` characters that matches `pattern`, or undefined where it is absent. */
export function optionalText(
  object: JsonObject,
  at: string,
  name: string,
  max: number,
  pattern?: RegExp,
): string | undefined {
  const value = object[name]
  if (value === undefined) return undefined
  const field = `${at}/${name}`
  if (typeof value !== 'string') throw badField(field, '须为 string')
  // Nothing outside the BMP gets this far, so UTF-16 units are characters.
  if (value.length > max) throw badField(field, `不能超过 ${max} 个字符`, value)
  if (pattern && !pattern.test(value)) throw badField(field, '格式不正确', value)
  return value
}

export function requiredText(object: JsonObject, at: string, name: string, max: number, pattern?: RegExp): string {
  const value = optionalText(object, at, name, max, pattern)
  if (!value) throw badField(`${at}/${name}`, '必填')
  return value
}

export function optionalInteger(object: JsonObject, at: string, name: string): number | undefined {
  const value = object[name]
  if (value === undefined) return undefined
  if (typeof value !== 'number' || !Number.isInteger(value)) throw badField(`${at}/${name}`, '须为 integer')
  return value
}

function escapeKey(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1')
}
