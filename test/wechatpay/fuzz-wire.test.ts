import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CredentialError } from '../../functions/wechatpay/credential-error.ts'
import { loadCredential } from '../../functions/wechatpay/load-credential.ts'
import { verifyAnswer } from '../../functions/wechatpay/verify-answer.ts'
import { keyPartsOf } from '../e2e/find-leaks.ts'
import { runs } from '../fuzz-runs.ts'
import { mangled, mutated, oddTexts } from '../mutations.ts'
import { CARD, MERCHANT_PEM, NOW, partner, partnerSecret, signedHeaders, WECHATPAY_PEM } from './fixtures.ts'

const BODY = JSON.stringify(CARD)
const SOUND = signedHeaders(BODY)
const { wechatpayKeys } = partner()
const NAMES = ['timestamp', 'nonce', 'serial', 'signature'].map(name => `wechatpay-${name}`)

test('no answer is believed but the one that was signed, whatever its headers and body became', () => {
  const value = (name: string) => {
    const odd = fc.oneof(oddTexts, mangled(SOUND[name] ?? ''))
    return fc.oneof({ weight: 2, arbitrary: fc.constant(SOUND[name]) }, odd, fc.tuple(odd, odd), fc.constant(undefined))
  }
  const headers = fc.record(Object.fromEntries(NAMES.map(name => [name, value(name)])))
  const body = fc.oneof({ weight: 2, arbitrary: fc.constant(BODY) }, mangled(BODY))
  expect(verifyAnswer({ headers: SOUND, body: Buffer.from(BODY) }, wechatpayKeys, NOW)).toBe('verified')
  fc.assert(
    fc.property(headers, body, (given, text) => {
      const verdict = verifyAnswer({ headers: given, body: Buffer.from(text) }, wechatpayKeys, NOW)
      const serial = given['wechatpay-serial']
      const same = NAMES.every(name => name === 'wechatpay-serial' || given[name] === SOUND[name])
      const isGenuine = same && text === BODY && String(serial).toUpperCase() === SOUND['wechatpay-serial']
      expect(verdict === 'verified').toBe(isGenuine && typeof serial === 'string')
    }),
    { numRuns: runs(400) },
  )
})

const secret: Record<string, unknown> = JSON.parse(
  partnerSecret({ api_v3_key: 'Kanarienvogel-im-Kellergewoelbe!', previous: { merchant_private_key: MERCHANT_PEM } }),
)
const secrets = fc.oneof(
  mutated(secret).map(value => JSON.stringify(value) ?? ''),
  mangled(JSON.stringify(secret)),
  mangled(MERCHANT_PEM).map(pem => partnerSecret({ merchant_private_key: pem })),
  mangled(WECHATPAY_PEM).map(pem => partnerSecret({ wechatpay_public_key: pem })),
)
const parts = keyPartsOf(JSON.stringify(secret))

test('whatever becomes of a secret and its PEMs, it is loaded or refused with a word on it, and never quoted', () => {
  fc.assert(
    fc.property(secrets, text => {
      try {
        loadCredential(text, 'v1', { now: NOW })
      } catch (error) {
        expect(error).toBeInstanceOf(CredentialError)
        const said = error instanceof CredentialError ? `${error.message} ${error.field}` : ''
        expect(said).not.toBe('')
        expect(parts.filter(part => said.includes(part.slice(0, 16)))).toEqual([])
      }
    }),
    { numRuns: runs(150) },
  )
})
