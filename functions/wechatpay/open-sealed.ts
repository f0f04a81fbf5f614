import { createDecipheriv, type KeyObject } from 'node:crypto'

/** A text under AES-256-GCM, as WeChat Pay seals it: base64, the 16 bytes of the tag behind the ciphertext (CONTRACT.md 5.3). */
export type Sealed = { nonce: string; associated_data: string; ciphertext: string }

const TAG_BYTES = 16

/** The plain text. Throws unless the tag proves that it was sealed with this key and is unchanged. */
export function openSealed({ nonce, associated_data, ciphertext }: Sealed, key: KeyObject): string {
  const bytes = Buffer.from(ciphertext, 'base64')
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce), { authTagLength: TAG_BYTES })
  decipher.setAAD(Buffer.from(associated_data))
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES))
  return Buffer.concat([decipher.update(bytes.subarray(0, -TAG_BYTES)), decipher.final()]).toString()
}
