import { createPrivateKey, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { ImportRequest } from '../../functions/member/import-request.ts'
import type { Credential } from '../../functions/wechatpay/credential.ts'
import { loadCredential } from '../../functions/wechatpay/load-credential.ts'

export const vectorFile = (name: string) => readFileSync(new URL(`../vectors/${name}`, import.meta.url), 'utf8')

const VECTORS: Record<string, string>[] = JSON.parse(vectorFile('vectors.json'))

/** A published value by its id (test/vectors/README.md). */
export function vector(id: string): Record<string, string> {
  const found = VECTORS.find(entry => entry['id'] === id)
  if (!found) throw new Error(`no vector ${id}`)
  return found
}

/** Field of a vector that the test cannot do without. */
export function field(of: Record<string, string>, name: string): string {
  const value = of[name]
  if (value === undefined) throw new Error(`vector ${of['id']} has no ${name}`)
  return value
}

export const KEY_ID = 'PUB_KEY_ID_0114232134912410000000000000'
export const PLATFORM_SERIAL = '440024045C4A427599D09BB4E3DE0279F2E813FD'
export const MERCHANT_SERIAL = '5F1C72E2A8931B72A2E13AF8DEE92471EB397115'
export const MERCHANT_PEM = vectorFile('java_merchant_private_key.pem')
export const WECHATPAY_PEM = vectorFile('java_wechat_pay_public_key.pem')

const KEYS = {
  merchant_serial_no: MERCHANT_SERIAL,
  merchant_private_key: MERCHANT_PEM,
  wechatpay_public_key_id: KEY_ID,
  wechatpay_public_key: WECHATPAY_PEM,
}

export const partnerSecret = (changes: Record<string, unknown> = {}) =>
  JSON.stringify({ mchid: '1900000001', ...KEYS, ...changes })
export const brandSecret = (changes: Record<string, unknown> = {}) =>
  JSON.stringify({ brand_id: '1004', ...KEYS, ...changes })
export const partner = (changes?: Record<string, unknown>): Credential => load(partnerSecret(changes))
export const brand = (changes?: Record<string, unknown>): Credential => load(brandSecret(changes))

export function load(text: string): Credential {
  const { credential } = loadCredential(text, 'v1', { now: NOW })
  if (!credential) throw new Error('the credential lacks a key of WeChat Pay')
  return credential
}

export const REQUEST: ImportRequest = {
  brand_id: '1004',
  card_id: 'pbLatjvWOibDc5-TBnbUk1pD12o0',
  openid: 'obLatjnx9gnqzS4myYGmLZ7LgLBA',
  user_card_code: '478515832665',
  phone_number: '13900000000',
  level: '钻石会员',
  user_information: {
    common_field_list: [
      { name: 'USER_FORM_FLAG_SEX', value: '男' },
      { name: 'USER_FORM_FLAG_CITY', value: '广东省,深圳市' },
    ],
    custom_field_list: [{ name: '喜欢的运动', user_chosen_values: ['篮球', '游泳'] }],
  },
  date_information: { type: 'PERMANENT' },
  pickup_time: '2020-05-20T13:29:35.120+08:00',
}

export const CARD = {
  user_card_code: REQUEST.user_card_code,
  card_id: REQUEST.card_id,
  openid: REQUEST.openid,
  brand_id: '1004',
  card_type: 'NORMAL',
  user_card_state: 'EFFECTIVE',
}

/** 2024-08-05T09:33:41Z, the moment of the published answer. */
export const NOW = 1_722_850_421_000

const wechatpayKey = createPrivateKey(vectorFile('java_wechat_pay_private_key.pem'))

/** The headers with which WeChat Pay would sign this body at that moment. */
export function signedHeaders(body: Uint8Array | string, now = NOW, serial = KEY_ID): Record<string, string> {
  const timestamp = String(Math.floor(now / 1000))
  const nonce = 'd824f2e086d3c1df967785d13fcd22ef'
  const message = Buffer.concat([Buffer.from(`${timestamp}\n${nonce}\n`), Buffer.from(body), Buffer.from('\n')])
  return {
    'wechatpay-timestamp': timestamp,
    'wechatpay-nonce': nonce,
    'wechatpay-serial': serial,
    'wechatpay-signature': sign('sha256', message, wechatpayKey).toString('base64'),
    'request-id': '08F5B8C2B506102C18FDDFEEA30620BE821E28EDC405-0',
  }
}

export function flipBit(bytes: Uint8Array, bit: number): Buffer {
  const flipped = Buffer.from(bytes)
  flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
  return flipped
}
