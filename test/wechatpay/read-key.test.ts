import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { CredentialError } from '../../functions/wechatpay/credential-error.ts'
import type { CredentialErrorCode } from '../../functions/wechatpay/credential-faults.ts'
import { readCertificate, readPrivateKey, readPublicKey } from '../../functions/wechatpay/read-key.ts'
import { makeCertificate } from '../../infra/local/wechatpay/make-certificate.ts'
import { DAMAGES } from './damages.ts'
import { MERCHANT_PEM, NOW, vectorFile, WECHATPAY_PEM } from './fixtures.ts'

const rsa = createPrivateKey(MERCHANT_PEM)
const ec = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey
const small = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey
const cipher = { cipher: 'aes-256-cbc', passphrase: 'x' }

function privatePem(key: KeyObject, type: 'pkcs8' | 'pkcs1' | 'sec1', more = {}): string {
  return String(key.export({ type, format: 'pem', ...more }))
}
const publicPem = (key: KeyObject, type: 'spki' | 'pkcs1') =>
  String(createPublicKey(key.export({ type: 'pkcs8', format: 'pem' })).export({ type, format: 'pem' }))
const certificateOf = (key: KeyObject) =>
  makeCertificate({ key, serial: '1F', validFrom: NOW, validTo: NOW + 1e9, issuer: ['CN=x'] })

/** A request for a certificate, and a PKCS#12 file, as far as they are looked at. */
const wrap = (label: string, der: string) => {
  const lines =
    Buffer.from(der, 'hex')
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}
const request = wrap('CERTIFICATE REQUEST', `308202863082016e020100303a${'00'.repeat(637)}`)
const pkcs12 = wrap('CERTIFICATE', `30820a2e02010330${'00'.repeat(2602)}`)

/** What each kind of file is called, where a private key, a public key or a certificate belongs; nothing: it is taken. */
type Names = [
  forPrivate: CredentialErrorCode | '',
  forPublic: CredentialErrorCode | '',
  forCertificate: CredentialErrorCode | '',
]
const EVERYWHERE = (code: CredentialErrorCode): Names => [code, code, code]
const PRIVATE: Names = ['', 'private_key_given', 'key_given']
const PUBLIC: Names = ['public_key_given', '', 'key_given']
const CERTIFICATE: Names = ['certificate_given', 'certificate_given', '']

const KINDS: [kind: string, pem: string, names: Names][] = [
  ['a private key, PKCS#8', MERCHANT_PEM, PRIVATE],
  ['a private key, PKCS#1', privatePem(rsa, 'pkcs1'), PRIVATE],
  [
    'a private key, PKCS#1 under the label of PKCS#8',
    privatePem(rsa, 'pkcs1').replaceAll('RSA PRIVATE', 'PRIVATE'),
    PRIVATE,
  ],
  ['a private key under the label of a public key', MERCHANT_PEM.replaceAll('PRIVATE', 'PUBLIC'), PRIVATE],
  ['a public key, SPKI', WECHATPAY_PEM, PUBLIC],
  ['a public key, PKCS#1', publicPem(rsa, 'pkcs1'), PUBLIC],
  ['a public key under the label of a certificate', WECHATPAY_PEM.replaceAll('PUBLIC KEY', 'CERTIFICATE'), PUBLIC],
  ['a certificate', vectorFile('java_merchant_certificate.pem'), CERTIFICATE],
  ['a certificate under the label of a key', certificateOf(rsa).replaceAll('CERTIFICATE', 'PUBLIC KEY'), CERTIFICATE],
  ['an EC key, PKCS#8', privatePem(ec, 'pkcs8'), EVERYWHERE('not_rsa')],
  ['an EC key, SEC1', privatePem(ec, 'sec1'), EVERYWHERE('not_rsa')],
  ['an EC public key', publicPem(ec, 'spki'), EVERYWHERE('not_rsa')],
  ['an EC certificate', certificateOf(ec), EVERYWHERE('not_rsa')],
  ['an Ed25519 key', privatePem(generateKeyPairSync('ed25519').privateKey, 'pkcs8'), EVERYWHERE('not_rsa')],
  ['a 1024-bit key', privatePem(small, 'pkcs8'), EVERYWHERE('wrong_key_size')],
  ['a 1024-bit key, PKCS#1', privatePem(small, 'pkcs1'), EVERYWHERE('wrong_key_size')],
  ['a 1024-bit public key', publicPem(small, 'spki'), EVERYWHERE('wrong_key_size')],
  ['a 1024-bit certificate', certificateOf(small), EVERYWHERE('wrong_key_size')],
  ['an encrypted key, PKCS#8', privatePem(rsa, 'pkcs8', cipher), EVERYWHERE('encrypted_key')],
  ['an encrypted key, PKCS#1', privatePem(rsa, 'pkcs1', cipher), EVERYWHERE('encrypted_key')],
  ['a request for a certificate', request, EVERYWHERE('request_given')],
  ['a PKCS#12 file', pkcs12, EVERYWHERE('pkcs12_given')],
  ['a key without a line of it', MERCHANT_PEM.split('\n').toSpliced(5, 1).join('\n'), EVERYWHERE('incomplete')],
  ['a certificate without its last lines', cut(certificateOf(rsa)), EVERYWHERE('incomplete')],
  ['a key with a wrong character', MERCHANT_PEM.replace('MII', 'MI1'), EVERYWHERE('unreadable')],
]

const READERS = [
  ['merchant_private_key', readPrivateKey],
  ['wechatpay_public_key', readPublicKey],
  ['merchant_certificate', readCertificate],
] as const

describe.each(KINDS)('%s', (_, pem, names) => {
  test.each(READERS.map(([field, read], index) => [field, read, names[index] ?? ''] as const))(
    'as %s, damaged in every way',
    (field, read, name) => {
      for (const [what, damage] of DAMAGES) {
        expect([what, nameOf(() => read(damage(pem), field), field)]).toEqual([what, name])
      }
    },
  )
})

test('a key that loads is the one that was issued, however damaged', () => {
  for (const [, damage] of DAMAGES) {
    expect(readPrivateKey(damage(privatePem(rsa, 'pkcs1')), '').equals(rsa)).toBe(true)
    expect(readPublicKey(damage(WECHATPAY_PEM), '').equals(createPublicKey(WECHATPAY_PEM))).toBe(true)
    const certificate = readCertificate(damage(vectorFile('java_merchant_certificate.pem')), '')
    expect(certificate.serialNumber).toBe('5F1C72E2A8931B72A2E13AF8DEE92471EB397115')
  }
})

function nameOf(read: () => unknown, field: string): string {
  try {
    read()
    return ''
  } catch (error) {
    if (error instanceof CredentialError && error.field === field) return error.code
    throw error
  }
}

function cut(pem: string): string {
  const lines = pem.trim().split('\n')
  return [...lines.slice(0, -5), lines.at(-1)].join('\n')
}
