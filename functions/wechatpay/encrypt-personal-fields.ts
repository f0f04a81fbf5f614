import { type KeyObject, publicEncrypt } from 'node:crypto'
import { changePersonalFields } from '../member/personal-fields.ts'

/**
 * The request with exactly its personal fields encrypted: RSAES-OAEP, SHA-1 and MGF1 with SHA-1, base64 (CONTRACT.md
 * 5.1). Throws if a value has more than 214 bytes, which the import's own rules refuse before.
 */
export function encryptPersonalFields<T extends object>(request: T, key: KeyObject): T {
  return changePersonalFields(request, value => encrypt(value, key))
}

/** A bare key means OAEP with SHA-1 (Node's documented defaults). Naming the hash would cost as much again as the encryption. */
function encrypt(plaintext: string, key: KeyObject): string {
  return publicEncrypt(key, Buffer.from(plaintext)).toString('base64')
}
