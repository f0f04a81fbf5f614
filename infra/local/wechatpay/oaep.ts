import { constants, publicEncrypt, webcrypto } from 'node:crypto'
import { badField } from './catalogue.ts'
import type { MerchantKey, WechatpayKey } from './keyring.ts'

const CIPHERTEXT_BYTES = 256
const OUTSIDE_BMP = /[\ud800-\udfff]/

/** The plain text of a field (RSAES-OAEP, SHA-1; CONTRACT.md 5.1), off the main thread. Throws 400 PARAM_ERROR. */
export async function openField(ciphertext: string, field: string, { decryptionKey }: WechatpayKey): Promise<string> {
  const bytes = Buffer.from(ciphertext, 'base64')
  if (bytes.length !== CIPHERTEXT_BYTES || bytes.toString('base64') !== ciphertext) {
    throw badField(field, '不是密文', ciphertext)
  }
  let plain: string
  try {
    const decrypted = await webcrypto.subtle.decrypt({ name: 'RSA-OAEP' }, decryptionKey, bytes)
    plain = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(decrypted)
  } catch {
    throw badField(field, '解密失败', ciphertext)
  }
  if (plain === '' || OUTSIDE_BMP.test(plain)) throw badField(field, '内容不正确', ciphertext)
  return plain
}

/** A field as only the holder of that API certificate can open it (CONTRACT.md 5.4). */
export function sealField(plain: string, { publicKey }: MerchantKey): string {
  const options = { key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' }
  return publicEncrypt(options, Buffer.from(plain)).toString('base64')
}
