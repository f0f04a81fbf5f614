import { isDate } from './date-time.ts'
import type { Fault } from './faults.ts'
import { COMMON_FIELD_NAMES } from './import-request.ts'
import type { Place } from './personal-fields.ts'
import { atMost, encodable, notEmpty, type TextRule } from './text-rules.ts'

/** CONTRACT.md 5.1: what RSA-2048 with OAEP and SHA-1 can take. */
const MAX_PLAINTEXT_BYTES = 214

const encryptable: TextRule = {
  code: 'plaintext_too_long',
  demand: `at most ${MAX_PLAINTEXT_BYTES} bytes of UTF-8`,
  holds: text => Buffer.byteLength(text) <= MAX_PLAINTEXT_BYTES,
}

/** 256 bytes in base64 whose unused last bits are zero: 344 characters (CONTRACT.md 5.1). */
const ciphertext: TextRule = {
  code: 'ciphertext_malformed',
  demand: 'canonical base64 of 256 bytes, which is 344 characters',
  holds: text => /^[A-Za-z0-9+/]{341}[AQgw]==$/.test(text),
}

/** A local part and a domain with a dot, as HTML writes addresses; anything wider WeChat Pay does not promise. */
const EMAIL = /^[\w.!#$%&'*+/=?^`{|}~-]+@[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?)+$/i

/** Plaintext formats by field (CONTRACT.md 1.5); name, address and phone number are free text. */
const FORMATS: ReadonlyMap<string, readonly TextRule[]> = new Map([
  ['USER_FORM_FLAG_SEX', [{ code: 'sex_invalid', demand: '男 or 女', holds: text => text === '男' || text === '女' }]],
  [
    'USER_FORM_FLAG_BIRTHDAY',
    [{ code: 'birthday_invalid', demand: 'an existing day, written yyyy-MM-DD', holds: isDate }],
  ],
  ['USER_FORM_FLAG_EMAIL', [{ code: 'email_invalid', demand: 'an e-mail address', holds: text => EMAIL.test(text) }]],
  [
    'USER_FORM_FLAG_CITY',
    [
      {
        code: 'city_invalid',
        demand: 'a province and a city, joined by one ASCII comma',
        holds: text => {
          const parts = text.split(',')
          return parts.length === 2 && parts.every(part => part.trim() !== '')
        },
      },
    ],
  ],
  ['user_chosen_values', [notEmpty, atMost(8)]],
] satisfies [string, TextRule[]][])

const CIPHERTEXT = [ciphertext]
const ANY_PLAINTEXT = [...encodable, encryptable]
const PLAINTEXT = new Map(Array.from(FORMATS, ([field, rules]) => [field, [...ANY_PLAINTEXT, ...rules]]))

const COMMON_FIELDS: ReadonlySet<string> = new Set(COMMON_FIELD_NAMES)

/** The values of personal fields: what can be encrypted and is of the documented format, or what is ciphertext. */
export function* checkPersonalValues(places: readonly Place[], encrypted: boolean): Generator<Fault> {
  for (const { pointer, field, value } of places) {
    for (const { code, demand, holds } of encrypted ? CIPHERTEXT : (PLAINTEXT.get(field) ?? ANY_PLAINTEXT)) {
      if (!holds(value)) yield { pointer, code, detail: `Must be ${demand}.` }
    }
  }
}

/** A common field given twice: documented for other calls, inferred for the import (CONTRACT.md 3.5). */
export function* repeatedCommonFields(places: readonly Place[]): Generator<Fault> {
  const seen = new Set<string>()
  for (const { pointer, field } of places) {
    if (!COMMON_FIELDS.has(field)) continue
    if (seen.has(field)) {
      const name = pointer.replace(/value$/, 'name')
      yield { pointer: name, code: 'common_field_repeated', detail: 'Must not name a field that stands above already.' }
    }
    seen.add(field)
  }
}
