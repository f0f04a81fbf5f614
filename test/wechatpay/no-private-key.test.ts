import { beforeEach, expect, test, vi } from 'vitest'
import { loadCredential } from '../../functions/wechatpay/load-credential.ts'
import { openKeptKeys } from '../../functions/wechatpay/open-kept-keys.ts'
import { field, NOW, partnerSecret, vector, vectorFile } from './fixtures.ts'
import { keepElsewhere } from './kept-keys.ts'

/** Everything of node:crypto that makes a private key, or takes one as text; `names`: what of it was done. */
const { makers, names } = vi.hoisted(() => ({
  makers: ['createPrivateKey', 'sign', 'createSign', 'privateDecrypt', 'privateEncrypt', 'generateKeyPairSync'],
  names: [] as string[],
}))

vi.mock('node:crypto', async original => {
  const crypto = await original<Record<string, unknown>>()
  const watched = makers.map(name => {
    const make = crypto[name]
    if (typeof make !== 'function') throw new Error(`node:crypto has no ${name}`)
    return [
      name,
      (...args: unknown[]) => {
        const result = make(...args)
        names.push(name)
        return result
      },
    ]
  })
  return { ...crypto, ...Object.fromEntries(watched) }
})

beforeEach(() => {
  names.length = 0
})

test.each([
  ['a secret without one', { merchant_private_key: undefined }],
  ['a secret that still holds it', {}],
  [
    'a secret that holds a former one',
    { previous: { merchant_private_key: vectorFile('docs_apiclient_test_key.pem') } },
  ],
])('no private key is made of %s, nor used, while KMS signs and decrypts', async (_, changes) => {
  const { credential } = loadCredential(partnerSecret(changes), 'v1', {
    now: NOW,
    kept: await openKeptKeys(keepElsewhere()),
  })
  const { message, signature } = vector('java-rsa-sign')
  expect(await credential?.sign(Buffer.from(message ?? ''))).toBe(signature)
  expect(await credential?.decrypt(field(vector('java-oaep-decrypt'), 'ciphertext'))).toBe('plaintext')
  expect(names).toEqual([])
})

test('the watch sees the private key of a secret', async () => {
  const { credential } = loadCredential(partnerSecret(), 'v1', { now: NOW })
  await credential?.sign(Buffer.from('a'))
  expect(names).toEqual(['createPrivateKey', 'sign'])
})
