import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { expect } from 'vitest'
import { API_V3_KEY, makePlatform } from '../../wechatpay/certificates.ts'
import { NOW } from '../../wechatpay/fixtures.ts'

const pair = () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
const privatePem = (key: KeyObject) => String(key.export({ type: 'pkcs8', format: 'pem' }))
const publicPem = (key: KeyObject) => String(createPublicKey(key).export({ type: 'spki', format: 'pem' }))

export const MERCHANT_SERIAL = '5F1C72E2A8931B72A2E13AF8DEE92471EB397115'
export const OTHER_SERIAL = '3493DE0D9BB4EB98A8C65EAA7E8EE887EC24B71A'
export const PLATFORM_SERIAL = '440024045C4A427599D09BB4E3DE0279F2E813FD'
export const KEY_ID = 'PUB_KEY_ID_0114232134912410000000000000'

export const [merchantKey, otherKey, wechatpayKey] = [pair(), pair(), pair()]

export const certificateOf = (
  key: KeyObject,
  serial = MERCHANT_SERIAL,
  more: Parameters<typeof makePlatform>[1] = {},
) => makePlatform(serial, { key, subject: ['CN=1900000001', 'O=A Shop'], ...more }).pem
export const platformOf = (key: KeyObject, more: Parameters<typeof makePlatform>[1] = {}) =>
  makePlatform(PLATFORM_SERIAL, { key, ...more }).pem

export const PEMS = {
  merchantKey: privatePem(merchantKey),
  merchantPublic: publicPem(merchantKey),
  otherKey: privatePem(otherKey),
  otherPublic: publicPem(otherKey),
  wechatpayPrivate: privatePem(wechatpayKey),
  wechatpayPublic: publicPem(wechatpayKey),
  merchantCertificate: certificateOf(merchantKey),
  otherCertificate: certificateOf(otherKey, OTHER_SERIAL),
  platformCertificate: platformOf(wechatpayKey),
}

const SOUND: Readonly<Record<string, unknown>> = {
  mchid: '1900000001',
  merchant_serial_no: MERCHANT_SERIAL,
  merchant_private_key: PEMS.merchantKey,
  merchant_certificate: PEMS.merchantCertificate,
  wechatpay_public_key_id: KEY_ID,
  wechatpay_public_key: PEMS.wechatpayPublic,
}

/** A sound partner secret with changes; `undefined` leaves a field out. */
export const secretOf = (changes: Readonly<Record<string, unknown>> = {}) => JSON.stringify({ ...SOUND, ...changes })

export const BRAND = { mchid: undefined, brand_id: '1004' }
export const CERTIFICATES = {
  wechatpay_public_key_id: undefined,
  wechatpay_public_key: undefined,
  wechatpay_certificates: [PEMS.platformCertificate],
}

export const DAYS = (days: number) => NOW + days * 86_400_000

/** No part of a key, no signature and no ciphertext: each has longer runs of base64 than a serial has. */
export function expectNothingSecret(output: string): void {
  expect(output).not.toContain(API_V3_KEY)
  expect(output).not.toMatch(/[A-Za-z0-9+/=]{44}/)
  for (const pem of Object.values(PEMS)) expect(output).not.toContain(pem.split('\n')[1]?.slice(4, 24))
}
