import { constants, publicEncrypt } from 'node:crypto'
import * as v from 'valibot'
import type { Local } from '../../infra/local/start-local.ts'
import { callApi } from './harness.ts'

const EncryptionKey = v.object({ wechatpay_serial: v.string(), public_key: v.string() })

/** What a caller does who encrypts by itself: asks for the key once, then seals each value. */
export async function fetchSeal(local: Local) {
  const response = await callApi(local, '/encryption-key')
  const { wechatpay_serial: serial, public_key: key } = v.parse(EncryptionKey, await response.json())
  return { serial, seal: sealWith(key) }
}

/** Encrypts a value to a key of WeChat Pay, in PEM (CONTRACT.md 5.1). */
export function sealWith(key: string): (plaintext: string) => string {
  return plaintext =>
    publicEncrypt(
      { key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' },
      Buffer.from(plaintext),
    ).toString('base64')
}
