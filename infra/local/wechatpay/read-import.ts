import { badField, refused } from './catalogue.ts'
import type { Variant } from './keys.ts'
import type { Json, JsonObject } from './parse-json.ts'
import { checkKnown, listOf, objectOf, optionalInteger, optionalText, requiredText } from './read-body.ts'
import { COMMON_FIELDS, type CommonField, VALIDITY_TYPES, type ValidityType } from './templates.ts'
import { parseTime } from './times.ts'

export type Validity = {
  type: ValidityType
  available_begin_time?: string
  available_end_time?: string
  available_day_after_receive?: number
}

/** An import as it came; personal leaves are still ciphertext. */
export type ImportBody = {
  brandId: string
  cardId: string
  openid: string
  code: string
  shown: { card_color?: string; card_picture_url?: string; level?: string }
  validity?: Validity
  pickupTime?: string
  phoneNumber?: string
  commonFields: { name: CommonField; value: string }[]
  customFields: { name: string; values: string[] }[]
}

const FIELDS = [
  'card_id',
  'openid',
  'user_card_code',
  'phone_number',
  'card_color',
  'card_picture_url',
  'level',
  'user_information',
  'valid_date_information',
  'date_information',
  'pickup_time',
]
const VALIDITY_FIELDS = ['type', 'available_begin_time', 'available_end_time', 'available_day_after_receive']

/** Code charset: digits, Latin letters, half-width punctuation (CONTRACT.md 1.3). */
export const CODE = /^[\x21-\x7e]+$/

/** Reads the body strictly: shapes, lengths, enums, times (CONTRACT.md 1.3). A brand names itself by its signature alone. */
export function readImport(body: JsonObject, variant: Variant, ownBrandId: string): ImportBody {
  checkKnown(body, '', variant === 'partner' ? ['brand_id', ...FIELDS] : FIELDS)
  const brandId = variant === 'partner' ? requiredText(body, '', 'brand_id', 32) : ownBrandId
  const cardId = requiredText(body, '', 'card_id', 32)
  const openid = requiredText(body, '', 'openid', 128)
  const code = requiredText(body, '', 'user_card_code', 32)
  if (!CODE.test(code)) throw refused('CODE_CHARSET')

  const color = optionalText(body, '', 'card_color', 7, /^#[0-9A-Fa-f]{6}$/)
  const picture = optionalText(body, '', 'card_picture_url', 256, /^https?:\/\/\S+$/)
  const level = optionalText(body, '', 'level', 10)
  const phoneNumber = optionalText(body, '', 'phone_number', 512)
  const validity = readValidity(body)
  const pickupTime = readTime(body, '', 'pickup_time')
  const form = body['user_information']
  const { commonFields, customFields } =
    form === undefined ? { commonFields: [], customFields: [] } : readForm(objectOf(form, '/user_information'))
  return {
    brandId,
    cardId,
    openid,
    code,
    shown: {
      ...(color !== undefined && { card_color: color }),
      ...(picture !== undefined && { card_picture_url: picture }),
      ...(level !== undefined && { level }),
    },
    ...(validity && { validity }),
    ...(pickupTime !== undefined && { pickupTime }),
    ...(phoneNumber !== undefined && { phoneNumber }),
    commonFields,
    customFields,
  }
}

/** Both spellings are read, one at a time (CONTRACT.md 9.1). */
function readValidity(body: JsonObject): Validity | undefined {
  const [today, earlier] = [body['valid_date_information'], body['date_information']]
  if (today !== undefined && earlier !== undefined)
    throw badField('/date_information', '与 valid_date_information 重复')
  const value = today ?? earlier
  if (value === undefined) return undefined
  const at = today === undefined ? '/date_information' : '/valid_date_information'
  const object = objectOf(value, at, VALIDITY_FIELDS)
  const type = oneOf(VALIDITY_TYPES, requiredText(object, at, 'type', 32), `${at}/type`)
  const begin = readTime(object, at, 'available_begin_time')
  const end = readTime(object, at, 'available_end_time')
  const days = optionalInteger(object, at, 'available_day_after_receive')
  return {
    type,
    ...(begin !== undefined && { available_begin_time: begin }),
    ...(end !== undefined && { available_end_time: end }),
    ...(days !== undefined && { available_day_after_receive: days }),
  }
}

function readForm(form: JsonObject) {
  const at = '/user_information'
  checkKnown(form, at, ['common_field_list', 'custom_field_list'])
  const commonFields = listOf(form, at, 'common_field_list').map((item, index) => {
    const field = `${at}/common_field_list/${index}`
    const object = objectOf(item, field, ['name', 'value'])
    const name = oneOf(COMMON_FIELDS, requiredText(object, field, 'name', 32), `${field}/name`)
    return { name, value: requiredText(object, field, 'value', 512) }
  })
  const customFields = listOf(form, at, 'custom_field_list').map((item, index) => {
    const field = `${at}/custom_field_list/${index}`
    const object = objectOf(item, field, ['name', 'user_chosen_values'])
    const values = listOf(object, field, 'user_chosen_values').map((value, place) =>
      stringOf(value, `${field}/user_chosen_values/${place}`),
    )
    return { name: requiredText(object, field, 'name', 32), values }
  })
  return { commonFields, customFields }
}

function readTime(object: JsonObject, at: string, name: string): string | undefined {
  const text = optionalText(object, at, name, 32)
  if (text !== undefined && parseTime(text) === undefined) throw badField(`${at}/${name}`, '须为 RFC 3339 时间', text)
  return text
}

function oneOf<T extends string>(allowed: readonly T[], value: string, field: string): T {
  const found = allowed.find(name => name === value)
  if (!found) throw badField(field, '枚举值不正确', value)
  return found
}

function stringOf(value: Json, field: string): string {
  if (typeof value !== 'string') throw badField(field, '须为 string')
  return value
}
