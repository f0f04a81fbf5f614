import { constants, type KeyObject, publicEncrypt } from 'node:crypto'
import { personalFields, replacePersonalFields } from '../member/personal-fields.ts'

/**
 * The request with exactly its personal fields encrypted: RSAES-OAEP, SHA-1 and MGF1 with SHA-1, base64 (CONTRACT.md
 * 5.1). Throws if a value has more than 214 bytes, which the import's own rules refuse before.
 */
export function encryptPersonalFields<T extends object>(request: T, key: KeyObject): T {
  return replacePersonalFields(
    request,
    new Map(personalFields(request).map(({ pointer, value }) => [pointer, encrypt(value, key)])),
  )
}

function encrypt(plaintext: string, key: KeyObject): string {
  const padding = constants.RSA_PKCS1_OAEP_PADDING
  return publicEncrypt({ key, padding, oaepHash: 'sha1' }, Buffer.from(plaintext)).toString('base64')
}
