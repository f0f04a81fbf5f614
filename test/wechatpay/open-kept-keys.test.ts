import { createPublicKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { KeyTrouble } from '../../functions/ports.ts'
import { openKeptKeys } from '../../functions/wechatpay/open-kept-keys.ts'
import { field, MERCHANT_PEM, vector, vectorFile } from './fixtures.ts'
import { keepElsewhere } from './kept-keys.ts'

test('what is signed elsewhere is what the key itself signs, byte for byte, however long', async () => {
  const own = await openKeptKeys(keepElsewhere())
  const { message, signature } = vector('java-rsa-sign')
  expect(await own.sign(Buffer.from(message ?? ''))).toBe(signature)
  const long = randomBytes(100_000)
  expect(await own.sign(long)).toBe(sign('sha256', long, MERCHANT_PEM).toString('base64'))
  expect(own.publicKeys.map(key => key.equals(createPublicKey(MERCHANT_PEM)))).toEqual([true])
})

test.each(['java-oaep-decrypt', 'derived-oaep-phone', 'derived-oaep-max214'])('%s is decrypted elsewhere', async id => {
  const own = await openKeptKeys(keepElsewhere())
  expect(await own.decrypt(field(vector(id), 'ciphertext'))).toBe(vector(id)['plaintext'])
})

test('without a key for it nothing is decrypted', async () => {
  const { signing } = keepElsewhere()
  const own = await openKeptKeys({ signing })
  await expect(own.decrypt(field(vector('java-oaep-decrypt'), 'ciphertext'))).rejects.toThrow('no key to decrypt with')
})

test('keys are told apart by name, and one key has one name', async () => {
  const docs = keepElsewhere(vectorFile('docs_apiclient_test_key.pem'))
  const names = await Promise.all(
    [keepElsewhere(), keepElsewhere(), docs].map(async kept => (await openKeptKeys(kept)).name),
  )
  expect(names[0]).toBe(names[1])
  expect(names[0]).not.toBe(names[2])
})

describe('trouble at the opening is named, with the setting of the key', () => {
  const CODES: [KeyTrouble, string][] = [
    ['access_denied', 'key_access_denied'],
    ['missing', 'key_missing'],
    ['disabled', 'key_disabled'],
    ['unfit', 'key_unfit'],
    ['unavailable', 'key_unavailable'],
  ]

  test.each(CODES)('%s: %s', async (trouble, code) => {
    const { signing, decryption, troubles } = keepElsewhere()
    for (const asked of ['open', 'sign'] as const) {
      Object.assign(troubles, { open: undefined, sign: undefined, [asked]: trouble })
      await expect(openKeptKeys({ signing })).rejects.toMatchObject({
        code,
        field: 'WECHATPAY_SIGNING_KEY_ID',
        passing: trouble === 'unavailable',
        cause: new Error(trouble),
      })
    }
    Object.assign(troubles, { sign: undefined, decrypt: trouble })
    const opening = openKeptKeys({ signing, decryption })
    await expect(opening).rejects.toMatchObject({ code, field: 'WECHATPAY_DECRYPTION_KEY_ID' })
  })

  test('two keys of two pairs', async () => {
    const kept = keepElsewhere()
    kept.pems.decryption = vectorFile('docs_apiclient_test_key.pem')
    await expect(openKeptKeys(kept)).rejects.toMatchObject({
      code: 'keys_differ',
      field: 'WECHATPAY_DECRYPTION_KEY_ID',
    })
  })

  test.each([
    ['an RSA key of 3072 bits', generateKeyPairSync('rsa', { modulusLength: 3072 }).privateKey],
    ['an EC key', generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey],
  ])('%s', async (_, key) => {
    const { signing } = keepElsewhere(key)
    await expect(openKeptKeys({ signing })).rejects.toMatchObject({ code: 'key_unfit' })
  })

  test('a key that cannot be read, and one that signs what its public part does not verify', async () => {
    const publicKey = createPublicKey(MERCHANT_PEM).export({ type: 'spki', format: 'der' })
    const signs = (spki: Uint8Array) => ({
      signing: { open: async () => ({ value: { publicKey: spki, sign: async () => ({ value: randomBytes(256) }) } }) },
    })
    await expect(openKeptKeys(signs(randomBytes(40)))).rejects.toMatchObject({ code: 'key_unfit' })
    await expect(openKeptKeys(signs(publicKey))).rejects.toMatchObject({ code: 'key_unfit' })
  })
})
