import { createCipheriv, createSecretKey } from 'node:crypto'
import { expect, test } from 'vitest'
import { openSealed } from '../../functions/wechatpay/open-sealed.ts'
import { field, flipBit, vector } from './fixtures.ts'

const published = vector('java-aesgcm')
const key = createSecretKey(Buffer.from(field(published, 'key')))
const sealed = {
  nonce: field(published, 'nonce'),
  associated_data: field(published, 'associated_data'),
  ciphertext: field(published, 'ciphertext'),
}

test('the published text opens', () => {
  expect(openSealed(sealed, key)).toBe(published['plaintext'])
})

test('with any bit changed, of ciphertext or tag, nonce or associated data, it does not', () => {
  const bytes = Buffer.from(sealed.ciphertext, 'base64')
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    expect(() => openSealed({ ...sealed, ciphertext: flipBit(bytes, bit).toString('base64') }, key)).toThrow()
  }
  for (const name of ['nonce', 'associated_data'] as const) {
    const text = Buffer.from(sealed[name])
    for (let bit = 0; bit < text.length * 8; bit += 8) {
      expect(() => openSealed({ ...sealed, [name]: flipBit(text, bit).toString() }, key)).toThrow()
    }
  }
})

test('nor with another key, a part of the tag, or none', () => {
  expect(() => openSealed(sealed, createSecretKey(Buffer.alloc(32, 1)))).toThrow()
  for (const length of [0, 4, 12, 15, 16, 22]) {
    const ciphertext = Buffer.from(sealed.ciphertext, 'base64').subarray(0, length).toString('base64')
    expect(() => openSealed({ ...sealed, ciphertext }, key)).toThrow()
  }
})

test('nor by the beginning of a tag, which is shorter and so easier to guess', () => {
  const cipher = createCipheriv('aes-256-gcm', key, Buffer.from(sealed.nonce))
  cipher.setAAD(Buffer.from(sealed.associated_data))
  cipher.final()
  const tag = cipher.getAuthTag()
  const open = (part: Buffer) => openSealed({ ...sealed, ciphertext: part.toString('base64') }, key)
  expect(open(tag)).toBe('')
  for (const length of [4, 8, 12, 15]) expect(() => open(tag.subarray(0, length))).toThrow()
})
