import { constants, publicEncrypt } from 'node:crypto'
import * as v from 'valibot'
import type { Local } from '../../infra/local/start-local.ts'

const EncryptionKey = v.object({ wechatpay_serial: v.string(), public_key: v.string() })

/** What a caller does who encrypts by itself: asks for the key once, then seals each value (CONTRACT.md 5.1). */
export async function fetchSeal({ stack }: Local) {
  const response = await fetch(`${stack.apiUrl}/encryption-key`)
  const { wechatpay_serial: serial, public_key: key } = v.parse(EncryptionKey, await response.json())
  const seal = (plaintext: string): string =>
    publicEncrypt(
      { key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' },
      Buffer.from(plaintext),
    ).toString('base64')
  return { serial, seal }
}
