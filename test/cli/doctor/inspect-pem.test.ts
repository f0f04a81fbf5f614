import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { inspectPem } from '../../../cli/doctor/inspect-pem.ts'
import type { Role } from '../../../cli/doctor/piece.ts'
import { readInput } from '../../../cli/doctor/read-input.ts'
import { expectNothingSecret, PEMS } from './credentials.ts'

const inspectFile = (bytes: Buffer | string, needed?: Role) => {
  const { text, notes } = readInput('a file', Buffer.from(bytes))
  const inspected = inspectPem(text, { where: 'a file', set: 'file', notes }, needed)
  expectNothingSecret(JSON.stringify(inspected.findings))
  return inspected
}
const der = (pem: string) => Buffer.from(pem.replace(/-----.*-----|\s/g, ''), 'base64')
const ec = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey
const small = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey
const [cipher, passphrase] = ['aes-256-cbc', 'x']
const wrap = (label: string, hex: string) =>
  `-----BEGIN ${label}-----\n${Buffer.from(hex, 'hex').toString('base64')}\n-----END ${label}-----\n`

describe('a file is told what it is, and where it belongs', () => {
  test.each<[string, string | Buffer, string, Role]>([
    ['private key', PEMS.merchantKey, 'a private key, RSA 2048 bits', 'merchant_key'],
    ['public key', PEMS.wechatpayPublic, 'a public key, RSA 2048 bits', 'wechatpay_key'],
    ['merchant certificate', PEMS.merchantCertificate, "a merchant's API certificate", 'merchant_certificate'],
    ['platform certificate', PEMS.platformCertificate, 'a platform certificate of WeChat Pay', 'platform_certificate'],
    ['certificate in DER', der(PEMS.merchantCertificate), "a merchant's API certificate", 'merchant_certificate'],
    ['key in UTF-16', Buffer.from(`\uFEFF${PEMS.merchantKey}`, 'utf16le'), 'a private key', 'merchant_key'],
  ])('%s', (_, bytes, says, role) => {
    const { findings, piece } = inspectFile(bytes)
    expect(findings[0]).toMatchObject({ verdict: 'ok', check: 'kind', where: 'a file' })
    expect(findings[0]?.says).toContain(says)
    expect(piece?.role).toBe(role)
  })
})

describe('what is none of these is told by what it is', () => {
  test.each<[string, string | Buffer, string]>([
    ['EC key', String(ec.export({ type: 'pkcs8', format: 'pem' })), 'not an RSA key'],
    ['1024-bit key', String(small.export({ type: 'pkcs8', format: 'pem' })), 'not have 2048 bits'],
    [
      'encrypted key',
      String(small.export({ type: 'pkcs8', format: 'pem', cipher, passphrase })),
      'The key is encrypted',
    ],
    [
      'request',
      wrap('CERTIFICATE REQUEST', `308202863082016e020100303a${'00'.repeat(637)}`),
      'a request for a certificate',
    ],
    ['PKCS#12', Buffer.from(`30820a2e02010330${'00'.repeat(2602)}`, 'hex'), 'a PKCS#12 file (apiclient_cert.p12)'],
    ['half a key', PEMS.merchantKey.slice(0, 900), 'A part of the text is missing'],
    ['no PEM', 'hello', 'neither a key nor a certificate'],
    ['nothing', '', 'neither a key nor a certificate'],
  ])('%s', (_, bytes, says) => {
    const { findings, piece } = inspectFile(bytes)
    expect(findings).toMatchObject([{ verdict: 'wrong', check: 'kind', says: expect.stringContaining(says) }])
    expect(findings[0]?.mend).toMatch(/^[A-Z].*[.]/)
    expect(piece).toBeUndefined()
  })
})

describe('in a field another kind is named', () => {
  test.each<[Role, string, string]>([
    ['merchant_key', PEMS.merchantCertificate, 'This is a certificate, a key belongs here.'],
    ['merchant_key', PEMS.wechatpayPublic, 'This is a public key, a private key belongs here.'],
    ['wechatpay_key', PEMS.platformCertificate, 'This is a certificate, a key belongs here.'],
    ['wechatpay_key', PEMS.merchantKey, 'This is a private key, which does not belong here.'],
    ['merchant_certificate', PEMS.merchantKey, 'This is a key, a certificate belongs here.'],
    ['platform_certificate', PEMS.wechatpayPublic, 'This is a key, a certificate belongs here.'],
  ])('%s', (needed, pem, says) => {
    expect(inspectFile(pem, needed).findings).toMatchObject([{ verdict: 'wrong', says }])
  })
})

test.each<[string, string | Buffer, string]>([
  ['literal \\n', PEMS.merchantKey.replaceAll('\n', '\\n'), 'It has its line ends written out as \\n.'],
  ['UTF-16', Buffer.from(`\uFEFF${PEMS.merchantKey}`, 'utf16le'), 'It is written in UTF-16.'],
  ['DER', der(PEMS.merchantCertificate), 'It is binary (DER), not PEM.'],
])('damage is told, with its mend, and is no failure: %s', (_, bytes, says) => {
  const { findings, piece } = inspectFile(bytes)
  expect(findings).toContainEqual(expect.objectContaining({ verdict: 'doubtful', check: 'damage', says }))
  expect(piece).toBeDefined()
})
