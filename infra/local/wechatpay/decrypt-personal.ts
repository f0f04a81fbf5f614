import { badField, refused } from './catalogue.ts'
import type { WechatpayKey } from './keyring.ts'
import { openField } from './oaep.ts'
import type { ImportBody } from './read-import.ts'
import type { CommonField } from './templates.ts'
import { isDay } from './times.ts'

/** The personal fields of a card, plain. They stay in memory and leave only encrypted to the merchant. */
export type Personal = {
  phoneNumber?: string
  commonFields: { name: CommonField; value: string }[]
  customFields: { name: string; values: string[] }[]
}

const EMAIL = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)+$/
const CITY = /^[^,，]*[^,，\s][^,，]*,[^,，]*[^,，\s][^,，]*$/

/** Plaintext formats (CONTRACT.md 1.5). */
const FORMATS: Partial<Record<CommonField, (plain: string) => void>> = {
  USER_FORM_FLAG_SEX: plain => {
    if (plain !== '男' && plain !== '女') throw refused('SEX_FORMAT')
  },
  USER_FORM_FLAG_BIRTHDAY: plain => {
    if (!isDay(plain)) throw refused('BIRTHDAY_FORMAT')
  },
  USER_FORM_FLAG_EMAIL: plain => {
    if (!EMAIL.test(plain)) throw refused('EMAIL_FORMAT')
  },
  USER_FORM_FLAG_CITY: plain => {
    if (!CITY.test(plain)) throw badField('/user_information/common_field_list', '城市格式不正确')
  },
}

/** Decrypts every personal field and checks what it says. `count` hears of each field that could be decrypted. */
export async function decryptPersonal(body: ImportBody, key: WechatpayKey, count: () => void): Promise<Personal> {
  const open = async (ciphertext: string, field: string) => {
    const plain = await openField(ciphertext, field, key)
    count()
    return plain
  }
  const at = '/user_information'
  const [phoneNumber, commonFields, customFields] = await Promise.all([
    body.phoneNumber === undefined ? undefined : open(body.phoneNumber, '/phone_number'),
    Promise.all(
      body.commonFields.map(async ({ name, value }, index) => ({
        name,
        value: await open(value, `${at}/common_field_list/${index}/value`),
      })),
    ),
    Promise.all(
      body.customFields.map(async ({ name, values }, index) => ({
        name,
        values: await Promise.all(
          values.map((value, place) => open(value, `${at}/custom_field_list/${index}/user_chosen_values/${place}`)),
        ),
      })),
    ),
  ])
  for (const { name, value } of commonFields) FORMATS[name]?.(value)
  if (customFields.some(({ values }) => values.some(value => value.length > 8))) throw refused('CUSTOM_FIELD_LIMITS')
  return { ...(phoneNumber !== undefined && { phoneNumber }), commonFields, customFields }
}
