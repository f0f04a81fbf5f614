import type * as v from 'valibot'
import type { EncryptionKeySchema } from '../member/encryption-key.ts'
import type { Credentials } from '../ports.ts'
import { type Answer, success } from './problem.ts'
import { halted } from './waiting.ts'

export type EncryptionKey = Omit<v.InferOutput<typeof EncryptionKeySchema>, 'brand_id'>

/**
 * `GET /encryption-key`: what a caller needs to encrypt the personal fields by itself; of a brand credential also the
 * brand, which is the one that every member is imported for.
 */
export function createGetEncryptionKey(credentials: Credentials & { encryptionKey(): Promise<EncryptionKey> }) {
  return async (): Promise<Answer> => {
    const { usable, brandId } = await credentials.current()
    if (!usable) return halted('credential_broken')
    return success({ ...(await credentials.encryptionKey()), ...(brandId !== undefined && { brand_id: brandId }) })
  }
}
