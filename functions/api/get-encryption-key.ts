import type { Credentials } from '../ports.ts'
import { type Answer, success } from './problem.ts'
import { halted } from './waiting.ts'

export type EncryptionKey = { wechatpay_serial: string; public_key: string }

/** `GET /encryption-key`: what a caller needs to encrypt the personal fields by itself. */
export function createGetEncryptionKey(credentials: Credentials & { encryptionKey(): Promise<EncryptionKey> }) {
  return async (): Promise<Answer> => {
    const { usable } = await credentials.current()
    return usable ? success(await credentials.encryptionKey()) : halted('credential_broken')
  }
}
