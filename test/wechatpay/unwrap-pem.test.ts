import { describe, expect, test } from 'vitest'
import { unwrapPem } from '../../functions/wechatpay/unwrap-pem.ts'
import { MERCHANT_PEM } from './fixtures.ts'

const lines = MERCHANT_PEM.trim().split(/\r?\n/)
const base64 = lines.slice(1, -1).join('')
const der = Buffer.from(base64, 'base64')

test.each([
  ['as issued', MERCHANT_PEM],
  ['with literal \\n', lines.join('\\n')],
  ['with literal \\r\\n', lines.join('\\r\\n')],
  ['with CRLF', lines.join('\r\n')],
  ['indented', lines.map(line => `    ${line}`).join('\n')],
  ['on one line', lines.join(' ')],
  ['on one line without spaces', lines.join('')],
  ['without armour', base64],
  ['without armour, in lines', lines.slice(1, -1).join('\n')],
  ['with a byte order mark', `\uFEFF${MERCHANT_PEM}`],
  ['without armour, with a byte order mark', `\uFEFF${base64}`],
  ['in quotes', `"${lines.join('\\n')}"`],
  ['without armour, in quotes', `'${base64}'`],
  ['after other text', `Bag Attributes\n    friendlyName: x\n${MERCHANT_PEM}`],
])('%s', (_, text) => {
  expect(unwrapPem(text)).toEqual({ der, encrypted: false })
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

test.each(['', 'not base64!', lines.slice(0, -1).join('\n')])('what is no PEM holds no bytes: %#', text => {
  expect(unwrapPem(text).der).toHaveLength(0)
})
