import { createSecretKey, generateKeyPairSync, X509Certificate } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { openCertificates } from '../../functions/wechatpay/open-certificates.ts'
import { makeCertificate, TENPAY } from '../../infra/local/wechatpay/make-certificate.ts'
import { API_V3_KEY, downloadOf, makePlatform, YEAR } from './certificates.ts'
import { field, flipBit, NOW, vector, vectorFile } from './fixtures.ts'

const key = createSecretKey(Buffer.from(API_V3_KEY))
const open = (text: string, now = NOW) => openCertificates(Buffer.from(text), key, now)
const published = vectorFile('java_download_certificates_response.json')
const UNTRUSTED = expect.objectContaining({ code: 'certificates_untrusted', field: 'api_v3_key' })
const ABSENT = expect.objectContaining({ code: 'certificates_absent' })

test('the published download holds the published certificate', () => {
  const { key, serial_no } = vector('java-certificates-response')
  const certificate = new X509Certificate(vectorFile('java_decrypted_platform_certificate.pem'))
  const opened = openCertificates(Buffer.from(published), createSecretKey(Buffer.from(key ?? '')), NOW)
  expect(opened).toMatchObject([
    {
      serial: serial_no,
      validFrom: Date.parse('2023-09-19T23:15:58+08:00'),
      validTo: Date.parse('2028-09-17T23:15:58+08:00'),
    },
  ])
  expect(opened[0]?.key.equals(certificate.publicKey)).toBe(true)
})

test('one flipped bit of a sealed certificate is noticed', () => {
  const download = JSON.parse(published)
  const sealed = download.data[0].encrypt_certificate
  const bytes = Buffer.from(sealed.ciphertext, 'base64')
  for (let bit = 0; bit < bytes.length * 8; bit += 101) {
    const ciphertext = flipBit(bytes, bit).toString('base64')
    const data = [{ ...download.data[0], encrypt_certificate: { ...sealed, ciphertext } }]
    expect(() => open(JSON.stringify({ data }))).toThrow(UNTRUSTED)
  }
})

const [one, two] = [makePlatform('4DF076AC5A7D968D'), makePlatform('1D')]

test('several come out under the serials that WeChat Pay names', () => {
  expect(open(downloadOf([one, two])).map(({ serial }) => serial)).toEqual([one.serial, two.serial])
})

test('those that have expired are left out; of none but such there is none', () => {
  const old = makePlatform('2E', { validTo: NOW - 1_000 })
  expect(open(downloadOf([old, one])).map(({ serial }) => serial)).toEqual([one.serial])
  expect(() => open(downloadOf([old]))).toThrow(ABSENT)
  expect(() => open(downloadOf([one]), NOW + YEAR)).toThrow(ABSENT)
  expect(() => open('{"data":[]}')).toThrow(ABSENT)
})

describe('is not trusted:', () => {
  const ec = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey
  const small = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey
  const valid = { serial: '3F', validFrom: NOW, validTo: NOW + YEAR }

  test.each([
    ['another APIv3 key', downloadOf([one], 'x'.repeat(32))],
    ['another serial beside a certificate', downloadOf([{ ...one, serial: 'ABCD' }])],
    ['another issuer', downloadOf([makePlatform('3F', { issuer: ['O=Tenpay.com', 'CN=Tenpay.com Root CA 2'] })])],
    [
      'an issuer that only says so in passing',
      downloadOf([makePlatform('3F', { issuer: [`O=${TENPAY.join(', ')}`] })]),
    ],
    [
      'a key in the place of a certificate',
      downloadOf([{ ...one, pem: vectorFile('java_wechat_pay_public_key.pem') }]),
    ],
    ['a certificate of 1024 bits', downloadOf([{ ...one, pem: makeCertificate({ ...valid, key: small }) }])],
    ['an EC certificate', downloadOf([{ ...one, pem: makeCertificate({ ...valid, key: ec }) }])],
    ['one bad certificate beside a good one', downloadOf([one, { ...two, pem: 'x' }])],
    ['another algorithm', downloadOf([one]).replace('AEAD_AES_256_GCM', 'AEAD_SM4_GCM')],
    ['no nonce', downloadOf([one]).replace('"61f9c719728a"', '""')],
    ['a short ciphertext', downloadOf([one]).replace(/"ciphertext":"[^"]+"/, '"ciphertext":"AAAA"')],
    ['no base64', downloadOf([one]).replace(/"ciphertext":"/, '"ciphertext":"!')],
    ['no JSON', 'certificates'],
    ['no list', '{"data":{}}'],
    ['null', 'null'],
  ])('%s', (_, text) => {
    expect(() => open(text)).toThrow(UNTRUSTED)
  })
})

test('the APIv3 key is in no error', () => {
  try {
    open(downloadOf([one], 'x'.repeat(32)))
  } catch (error) {
    expect(`${error} ${JSON.stringify(error)} ${error instanceof Error && error.stack}`).not.toContain(API_V3_KEY)
  }
  expect(field(vector('java-certificates-response'), 'key')).toBe(API_V3_KEY)
  expect.assertions(2)
})
