import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { verifyAnswer } from '../../functions/wechatpay/verify-answer.ts'
import { field, flipBit, KEY_ID, NOW, PLATFORM_SERIAL, partner, signedHeaders, vector, vectorFile } from './fixtures.ts'

const keys = partner({ wechatpay_certificates: [vectorFile('java_wechat_pay_certificate.pem')] }).wechatpayKeys
const body = Buffer.from('{"code":"钻石"}')
const verify = (changes: Record<string, string | string[] | undefined> = {}, now = NOW, bytes: Uint8Array = body) =>
  verifyAnswer({ headers: { ...signedHeaders(body), ...changes }, body: bytes }, keys, now)

function verifyPublished(id: string, serial: string) {
  const published = vector(id)
  const headers = {
    'wechatpay-serial': serial,
    'wechatpay-timestamp': field(published, 'timestamp'),
    'wechatpay-nonce': field(published, 'nonce'),
    'wechatpay-signature': field(published, 'signature'),
  }
  const key = createPublicKey(vectorFile(field(published, 'public_key')))
  return verifyAnswer({ headers, body: Buffer.from(field(published, 'body')) }, new Map([[serial, key]]), NOW)
}

function verifyDerived(id: string) {
  const published = vector(id)
  const headers = {
    'wechatpay-serial': field(published, 'wechatpay_serial'),
    'wechatpay-timestamp': field(published, 'wechatpay_timestamp'),
    'wechatpay-nonce': field(published, 'wechatpay_nonce'),
    'wechatpay-signature': field(published, 'signature'),
  }
  return verifyAnswer({ headers, body: Buffer.from(field(published, 'body')) }, keys, NOW)
}

describe('published answers', () => {
  test('the one of the certificate page verifies', () => {
    const serial = field(vector('docs-verify-4013059030'), 'wechatpay_serial')
    expect(verifyPublished('docs-verify-4013059030', serial)).toBe('verified')
  })

  test('the one that is wrong on its own page does not', () => {
    const serial = field(vector('docs-verify-4013059017'), 'wechatpay_serial')
    expect(verifyPublished('docs-verify-4013059017', serial)).toBe('signature_invalid')
  })

  test('the derived 200 verifies by its certificate', () => {
    expect(verifyDerived('derived-response-200')).toBe('verified')
  })

  test('its probe fails', () => {
    expect(verifyDerived('derived-response-200-probe')).toBe('signature_invalid')
  })

  test('the published probe signature fails over any body', () => {
    const signature = field(vector('docs-signtest-signature'), 'signature')
    expect(verify({ 'wechatpay-signature': signature })).toBe('signature_invalid')
  })
})

test('an answer under a public key ID verifies, and so does an empty body', () => {
  expect(verify()).toBe('verified')
  const empty = new Uint8Array()
  expect(verifyAnswer({ headers: signedHeaders(empty), body: empty }, keys, NOW)).toBe('verified')
})

test('serials are compared in upper case', () => {
  const headers = signedHeaders(body, NOW, PLATFORM_SERIAL.toLowerCase())
  expect(verifyAnswer({ headers, body }, keys, NOW)).toBe('verified')
})

test.each(['wechatpay-serial', 'wechatpay-timestamp', 'wechatpay-nonce', 'wechatpay-signature'])(
  '%s must be there exactly once',
  name => {
    const value = signedHeaders(body)[name] ?? ''
    expect(verify({ [name]: undefined })).toBe('header_missing')
    expect(verify({ [name]: '' })).toBe('header_missing')
    expect(verify({ [name]: [value, value] })).toBe('header_missing')
  },
)

test.each(['PUB_KEY_ID_1', `${KEY_ID}0`, 'ABC', '__proto__'])('a serial that is not held is unknown: %s', serial => {
  expect(verify({ 'wechatpay-serial': serial })).toBe('serial_unknown')
})

describe('time', () => {
  test.each([0, 300_000, -300_000])('%i ms of skew pass', skew => {
    expect(verify({}, NOW + skew)).toBe('verified')
  })

  test.each([300_001, -300_001, 86_400_000])('%i ms of skew do not', skew => {
    expect(verify({}, NOW + skew)).toBe('timestamp_off')
  })

  test.each(['1722850421.0', '+1722850421', '01722850421', ' 1722850421', '0x66B09C75', '-1', 'NaN', '1722850421\n'])(
    'a timestamp must be plain decimal: %j',
    timestamp => {
      expect(verify({ 'wechatpay-timestamp': timestamp })).toBe('timestamp_off')
    },
  )
})

describe('signature', () => {
  const good = signedHeaders(body)['wechatpay-signature'] ?? ''

  test.each([
    ['without padding', good.replace(/=+$/, '')],
    ['with more padding', `${good}=`],
    ['with a line feed inside', `${good.slice(0, 76)}\n${good.slice(76)}`],
    ['with a space before it', ` ${good}`],
    ['in the URL alphabet', good.replaceAll('+', '-').replaceAll('/', '_')],
    ['with its unused bits set', `${good.slice(0, -3)}${nextInAlphabet(good.at(-3) ?? '')}==`],
    ['of no bytes', '===='],
    ['cut short', good.slice(0, 340)],
  ])('base64 %s is refused', (_, signature) => {
    expect(signature).not.toBe(good)
    expect(verify({ 'wechatpay-signature': signature })).toBe('signature_invalid')
  })

  test('another nonce, time or body is refused', () => {
    expect(verify({ 'wechatpay-nonce': 'd824f2e086d3c1df967785d13fcd22ee' })).toBe('signature_invalid')
    expect(verify({ 'wechatpay-timestamp': '1722850422' })).toBe('signature_invalid')
    expect(verify({}, NOW, Buffer.from('{"code":"钻石" }'))).toBe('signature_invalid')
  })

  test('any bit of the body flipped is refused', () => {
    for (let bit = 0; bit < body.length * 8; bit += 1) {
      expect(verify({}, NOW, flipBit(body, bit))).toBe('signature_invalid')
    }
  })

  test.each(['wechatpay-timestamp', 'wechatpay-nonce', 'wechatpay-signature', 'wechatpay-serial'])(
    'any bit of %s flipped is refused',
    name => {
      const value = Buffer.from(signedHeaders(body)[name] ?? '')
      for (let bit = 0; bit < value.length * 8; bit += 1) {
        const flipped = flipBit(value, bit).toString('latin1')
        // The letter case of a serial is not part of it.
        if (flipped.toUpperCase() !== KEY_ID) expect(verify({ [name]: flipped })).not.toBe('verified')
      }
    },
  )

  test('a key that cannot verify at all counts as not verified', () => {
    const { publicKey } = generateKeyPairSync('x25519')
    const answer = { headers: signedHeaders(body), body }
    expect(verifyAnswer(answer, new Map([[KEY_ID, publicKey]]), NOW)).toBe('signature_invalid')
  })
})

/** 256 bytes leave four unused bits in the last character; the next one of the alphabet decodes to the same bytes. */
function nextInAlphabet(character: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
  return alphabet[alphabet.indexOf(character) + 1] ?? ''
}
