import type { KeyObject } from 'node:crypto'
import type { DecryptionKey, KeyTrouble, SigningKey } from '../../functions/ports.ts'
import { MERCHANT_PEM } from './fixtures.ts'

/** Elsewhere: not what a test that watches node:crypto gets to see. */
const { constants, createPublicKey, privateDecrypt, privateEncrypt } = process.getBuiltinModule('node:crypto')

const SHA256_DIGEST_INFO = Buffer.from('3031300d060960864801650304020105000420', 'hex')

/** Keys that are kept elsewhere, and what can befall them. */
export type Elsewhere = {
  signing: SigningKey
  decryption: DecryptionKey
  /** PEM of the private keys, as they are when they are opened next. */
  pems: { signing: string | KeyObject; decryption: string | KeyObject }
  /** What ails them, by what is asked of them. */
  troubles: Partial<Record<'open' | 'sign' | 'decrypt', KeyTrouble | undefined>>
  opened: number
  signed: number
}

export function keepElsewhere(pem: string | KeyObject = MERCHANT_PEM): Elsewhere {
  const answer = <T>(asked: 'open' | 'sign' | 'decrypt', value: T) => {
    const trouble = kept.troubles[asked]
    return trouble ? { trouble, cause: new Error(trouble) } : { value }
  }
  const spki = (key: string | KeyObject) => createPublicKey(key).export({ type: 'spki', format: 'der' })
  const kept: Elsewhere = {
    pems: { signing: pem, decryption: pem },
    troubles: {},
    opened: 0,
    signed: 0,
    signing: {
      async open() {
        kept.opened += 1
        const key = kept.pems.signing
        return answer('open', {
          publicKey: spki(key),
          async sign(digest: Uint8Array) {
            kept.signed += 1
            const padded = Buffer.concat([SHA256_DIGEST_INFO, digest])
            return answer('sign', privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, padded))
          },
        })
      },
    },
    decryption: {
      async open() {
        const key = kept.pems.decryption
        return answer('open', {
          publicKey: spki(key),
          async decrypt(ciphertext: Uint8Array) {
            try {
              const padding = constants.RSA_PKCS1_OAEP_PADDING
              return answer('decrypt', privateDecrypt({ key, padding, oaepHash: 'sha1' }, ciphertext))
            } catch (cause) {
              return { trouble: 'not_decrypted' as const, cause }
            }
          },
        })
      },
    },
  }
  return kept
}
