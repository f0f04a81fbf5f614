import type { DecryptionKey, KeyAnswer, KeyTrouble, SigningKey } from '../ports.ts'
import { openKms } from './kms-client.ts'

/**
 * The merchant's private key, kept in KMS under an id, ARN or alias: the key that signs (usage SIGN_VERIFY), and one of
 * the same material that decrypts (ENCRYPT_DECRYPT). What is opened stays with the key that the name stood for then, so
 * that a moved alias changes the key only together with the serial of its certificate.
 */
export function createKmsKeys(ids: { signing: string; decryption?: string | undefined }): {
  signing: SigningKey
  decryption?: DecryptionKey
} {
  const { signing, decryption } = ids
  const kms = openKms()

  async function ask<T>(use: () => Promise<T>): Promise<KeyAnswer<T>> {
    try {
      return { value: await use() }
    } catch (cause) {
      const trouble = cause instanceof Error ? TROUBLES[cause.name] : undefined
      return { trouble: trouble ?? 'unavailable', cause }
    }
  }

  const open = <Use>(id: string, use: (keyArn: string) => Use) =>
    ask(async () => {
      const { keyArn, publicKey } = await kms.getPublicKey(id)
      return { publicKey, ...use(keyArn) }
    })

  const sign = (keyArn: string) => ({ sign: (digest: Uint8Array) => ask(() => kms.sign(keyArn, digest)) })
  const decrypt = (keyArn: string) => ({ decrypt: (text: Uint8Array) => ask(() => kms.decrypt(keyArn, text)) })
  return {
    signing: { open: () => open(signing, sign) },
    ...(decryption !== undefined && { decryption: { open: () => open(decryption, decrypt) } }),
  }
}

/** Everything else passes by itself: throttling, quotas, timeouts, faults of KMS (its API reference, "Errors"). */
const TROUBLES: Record<string, KeyTrouble> = {
  AccessDeniedException: 'access_denied',
  NotFoundException: 'missing',
  InvalidArnException: 'missing',
  DisabledException: 'disabled',
  KMSInvalidStateException: 'disabled',
  InvalidKeyUsageException: 'unfit',
  UnsupportedOperationException: 'unfit',
  ValidationException: 'unfit',
  InvalidCiphertextException: 'not_decrypted',
}
