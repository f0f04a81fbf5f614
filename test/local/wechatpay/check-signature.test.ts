import { createPrivateKey, createPublicKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { checkSignature } from '../../../infra/local/wechatpay/check-signature.ts'
import { decryptPersonal } from '../../../infra/local/wechatpay/decrypt-personal.ts'
import { type Keyring, makeKeyring } from '../../../infra/local/wechatpay/keyring.ts'
import { makeKeys } from '../../../infra/local/wechatpay/make-keys.ts'
import { makeNonces } from '../../../infra/local/wechatpay/nonces.ts'

type Vector = Record<'id' | 'method' | 'url_path' | 'body' | 'authorization' | 'ciphertext' | 'plaintext', string>

const read = (name: string) => readFileSync(new URL(`../../vectors/${name}`, import.meta.url), 'utf8')
const vectors: Vector[] = JSON.parse(read('vectors.json'))
const vector = (id: string) => {
  const found = vectors.find(entry => entry.id === id)
  if (!found) throw new Error(`no vector ${id}`)
  return found
}

let fresh: Keyring
beforeAll(async () => {
  fresh = makeKeyring('partner', await makeKeys('partner', Date.parse('2026-01-02T03:04:05Z')))
})

/** Keys and signatures published for practice; `derived-` ones were made with them for this very call. */
describe('published values', () => {
  const check = (id: string, change: { body?: string } = {}) => {
    const { method, url_path: url, body, authorization } = { ...vector(id), ...change }
    const serial = '408B07E79B8269FEC3D5D3E6AB8ED163A6A380DB'
    const publicKey = createPublicKey(read('docs_apiclient_test_key.pem'))
    const ring: Keyring = { ...fresh, identity: '1900007291', merchant: [{ serial, publicKey }] }
    checkSignature({ method, url, authorization, body: Buffer.from(body) }, ring, 1_554_208_460_000, makeNonces())
  }

  it('verify as signed', () => {
    expect(() => check('derived-partner-import-minimal')).not.toThrow()
  })

  it('do not verify with another byte', () => {
    const { body } = vector('derived-partner-import-minimal')
    expect(() => check('derived-partner-import-minimal', { body: `${body} ` })).toThrow('验签失败')
  })

  it.each(['derived-oaep-phone', 'derived-oaep-max214'])('decrypt: %s', async id => {
    const { ciphertext, plaintext } = vector(id)
    const key = createPrivateKey(read('java_merchant_private_key.pem'))
    const decryptionKey = key.toCryptoKey({ name: 'RSA-OAEP', hash: 'SHA-1' }, false, ['decrypt'])
    const body = {
      brandId: '1004',
      cardId: 'c',
      openid: 'o',
      code: '1',
      shown: {},
      phoneNumber: ciphertext,
      commonFields: [],
      customFields: [],
    }
    const plain = await decryptPersonal(body, { ...fresh.publicKeys[0], decryptionKey }, () => {})
    expect(plain.phoneNumber).toBe(plaintext)
  })
})
