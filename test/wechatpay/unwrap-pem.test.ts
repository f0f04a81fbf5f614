import { describe, expect, test } from 'vitest'
import { unwrapPem } from '../../functions/wechatpay/unwrap-pem.ts'
import { DAMAGES } from './damages.ts'
import { MERCHANT_PEM } from './fixtures.ts'

const lines = MERCHANT_PEM.trim().split(/\r?\n/)
const base64 = lines.slice(1, -1).join('')
const der = Buffer.from(base64, 'base64')

test.each(DAMAGES)('%s', (_, damage) => {
  expect(unwrapPem(damage(MERCHANT_PEM))).toMatchObject({ der, encrypted: false })
})

describe('an encrypted key is told by its armour', () => {
  test.each([
    ['PKCS#8', `-----BEGIN ENCRYPTED PRIVATE KEY-----\n${base64}\n-----END ENCRYPTED PRIVATE KEY-----`],
    [
      'PKCS#1',
      `-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\n${base64}\n-----END RSA PRIVATE KEY-----`,
    ],
  ])('%s', (_, text) => {
    expect(unwrapPem(text).encrypted).toBe(true)
  })
})

test.each([
  ['RSA PRIVATE KEY', 'RSAPRIVATEKEY'],
  ['EC PRIVATE KEY', 'ECPRIVATEKEY'],
  ['PUBLIC KEY', 'PUBLICKEY'],
  ['NEW CERTIFICATE REQUEST', 'NEWCERTIFICATEREQUEST'],
  ['X509 CERTIFICATE', 'X509CERTIFICATE'],
])('the armour of %s is told', (label, told) => {
  expect(unwrapPem(`-----BEGIN ${label}-----\n${base64}\n-----END ${label}-----`)).toMatchObject({ der, label: told })
})

test.each(['', '""', 'not base64!', '-----BEGIN PRIVATE KEY-----', '-----END PRIVATE KEY-----'])(
  'what is no PEM holds no bytes: %j',
  text => {
    expect(unwrapPem(text).der).toHaveLength(0)
  },
)

test('of several blocks the first counts', () => {
  const other = MERCHANT_PEM.replaceAll('A', 'B')
  expect(unwrapPem(`${MERCHANT_PEM}${other}`).der).toEqual(der)
})
