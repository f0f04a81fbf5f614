import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { findKeys, findLeaks, keyPartsOf, leaksIn } from './find-leaks.ts'

const NAME = '欧阳"锦鲤'
const inJson = (text: string) => JSON.stringify({ fault: { value: text } })

test.each([
  ['as it is', `{"message":"no card for ${NAME}"}`],
  ['inside JSON', inJson(NAME)],
  ['inside JSON inside JSON', JSON.stringify({ body: inJson(NAME) })],
  ['inside JSON in ASCII', String.raw`{"value":"\u6b27\u9633\"\u9526\u9ca4"}`],
  ['in capitals of it', String.raw`{"value":"\u6B27\u9633\"\u9526\u9CA4"}`],
  ['in a URL', `/cards?name=${encodeURIComponent(NAME)}`],
  ['in hexadecimal', Buffer.from(NAME).toString('hex').toUpperCase()],
  ...['', 'a', 'ab', 'abc'].map(before => [
    `in base64, ${before.length} bytes in`,
    Buffer.from(`${before}${NAME}, and more`).toString('base64'),
  ]),
])('a planted value is found %s', (_how, place) => {
  expect(findLeaks(['nothing here', place], ['13900000000', NAME])).toEqual([NAME])
})

test('what is not there is not found', () => {
  expect(findLeaks(['{"state":"imported","attempts":1}'], [NAME, '13900000000'])).toEqual([])
})

test.each([
  ['a PEM file', '-----BEGIN PRIVATE KEY-----'],
  ['a line of one', `${'MIIEvQIBADANBgkq'.repeat(5)}`],
  ['an Authorization', 'WECHATPAY2-SHA256-RSA2048 mchid="1900000001",signature="AbC="'],
])('%s is taken for a key or a signature, other lines are not', (_what, place) => {
  expect(findKeys(['{"request_id":"0B1C2D3E4F5061728394A5B6C7D8E9F0-0"}', place])).toEqual([place])
})

test.each([
  ['the text of the secret', (secret: string) => secret],
  ['that text inside a log line', (secret: string) => JSON.stringify({ message: secret })],
  ['its bytes', (secret: string) => bytesOf(JSON.parse(secret).previous.merchant_private_key).toString('hex')],
  ['half of a key', (secret: string) => JSON.parse(secret).merchant_private_key.slice(0, 500)],
  ['the APIv3 key', (secret: string) => `key=${JSON.parse(secret).api_v3_key}`],
])('a key of the secret is found by %s, and by the sink it went to', (_what, leak) => {
  const pem = () =>
    generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({ type: 'pkcs8', format: 'pem' })
  const secret = JSON.stringify({
    merchant_private_key: pem(),
    api_v3_key: 'Kanarienvogel-im-Kellergewoelbe!',
    previous: { merchant_private_key: pem() },
  })
  const canaries = { personal: [], keys: keyPartsOf(secret), signatures: [] }
  expect(new Set(leaksIn({ log: ['{}', leak(secret)], item: ['{}'] }, canaries))).toContain('log: a key')
  expect(leaksIn({ log: ['{}'], item: ['{}'] }, canaries)).toEqual([])
})

function bytesOf(pem: string): Buffer {
  return Buffer.from(pem.replace(/-----[^\n]*-----|\n/g, ''), 'base64')
}
