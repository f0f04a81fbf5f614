import { constants, createPrivateKey, privateDecrypt } from 'node:crypto'
import { expect, test } from 'vitest'
import { personalFields, replacePersonalFields } from '../../functions/member/personal-fields.ts'
import { encryptPersonalFields } from '../../functions/wechatpay/encrypt-personal-fields.ts'
import { partner, REQUEST, vectorFile } from './fixtures.ts'

const { key } = partner().encryption
const privateKey = createPrivateKey(vectorFile('java_wechat_pay_private_key.pem'))
const open = (ciphertext: string) =>
  privateDecrypt(
    { key: privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' },
    Buffer.from(ciphertext, 'base64'),
  ).toString()

test('every personal field, and nothing else, becomes 344 characters of OAEP with SHA-1', () => {
  const sealed = encryptPersonalFields(REQUEST, key)
  const ciphertexts = personalFields(sealed)
  expect(ciphertexts).toHaveLength(5)
  for (const { value } of ciphertexts) expect(value).toMatch(/^[A-Za-z0-9+/]{342}==$/)
  const opened = new Map(ciphertexts.map(({ pointer, value }) => [pointer, open(value)]))
  expect(replacePersonalFields(sealed, opened)).toEqual(REQUEST)
})

test('the request given stays plain', () => {
  const before = structuredClone(REQUEST)
  encryptPersonalFields(REQUEST, key)
  expect(REQUEST).toEqual(before)
})

test('two encryptions of one value differ', () => {
  expect(encryptPersonalFields(REQUEST, key).phone_number).not.toBe(encryptPersonalFields(REQUEST, key).phone_number)
})

test('214 bytes fit, 215 do not', () => {
  const sealed = encryptPersonalFields({ ...REQUEST, phone_number: 'a'.repeat(214) }, key)
  expect(open(sealed.phone_number ?? '')).toBe('a'.repeat(214))
  expect(() => encryptPersonalFields({ ...REQUEST, phone_number: 'a'.repeat(215) }, key)).toThrow()
})
