import { createCipheriv, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import type { HttpAnswer } from '../../functions/wechatpay/exchange.ts'
import { type CertificateOptions, makeCertificate } from '../../infra/local/wechatpay/make-certificate.ts'
import { NOW } from './fixtures.ts'

export const API_V3_KEY = 'a7cde1ZJB1kG2e7VfTs3jQzaWizur8Gb'

export const YEAR = 365 * 24 * 3_600_000

/** A platform certificate and the private key of WeChat Pay behind it. */
export type Platform = { serial: string; key: KeyObject; pem: string }

export function makePlatform(serial: string, options: Partial<CertificateOptions> = {}): Platform {
  const key = options.key ?? generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  const valid = { validFrom: NOW - YEAR, validTo: NOW + YEAR }
  return { serial, key, pem: makeCertificate({ key, serial, ...valid, ...options }) }
}

/** The body of GET /v3/certificates. */
export function downloadOf(platforms: readonly Platform[], apiV3Key = API_V3_KEY): string {
  return JSON.stringify({
    data: platforms.map(({ serial, pem }) => {
      const cipher = createCipheriv('aes-256-gcm', Buffer.from(apiV3Key), Buffer.from('61f9c719728a'))
      cipher.setAAD(Buffer.from('certificate'))
      const sealed = Buffer.concat([cipher.update(pem), cipher.final(), cipher.getAuthTag()])
      return {
        serial_no: serial,
        effective_time: '2023-09-19T23:15:58+08:00',
        expire_time: '2028-09-17T23:15:58+08:00',
        encrypt_certificate: {
          algorithm: 'AEAD_AES_256_GCM',
          nonce: '61f9c719728a',
          associated_data: 'certificate',
          ciphertext: sealed.toString('base64'),
        },
      }
    }),
  })
}

/** An answer with this body, signed as WeChat Pay's `by`. */
export function signedBy(by: { serial: string; key: KeyObject }, text: string, now = NOW): HttpAnswer {
  const timestamp = String(Math.floor(now / 1000))
  const nonce = 'd824f2e086d3c1df967785d13fcd22ef'
  const signature = sign('sha256', Buffer.from(`${timestamp}\n${nonce}\n${text}\n`), by.key)
  return {
    status: 200,
    headers: {
      'wechatpay-timestamp': timestamp,
      'wechatpay-nonce': nonce,
      'wechatpay-serial': by.serial,
      'wechatpay-signature': signature.toString('base64'),
    },
    body: Buffer.from(text),
  }
}
