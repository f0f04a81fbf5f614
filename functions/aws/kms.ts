import type { DecryptionKey, KeyAnswer, KeyTrouble, SigningKey } from '../ports.ts'
import type { openKms } from './kms-client.ts'

type Kms = ReturnType<typeof openKms>

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
  let opening: Promise<Kms> | undefined

  /** At first use: a function whose key is in its secret does not pay for the SDK's client at its start. */
  function client(): Promise<Kms> {
    opening ??= import('./kms-client.ts').then(({ openKms }) => openKms())
    return opening
  }

  async function ask<T>(use: (kms: Kms) => Promise<T>): Promise<KeyAnswer<T>> {
    try {
      return { value: await use(await client()) }
    } catch (cause) {
      const trouble = cause instanceof Error ? TROUBLES[cause.name] : undefined
      return { trouble: trouble ?? 'unavailable', cause }
    }
  }

  const open = <Use>(id: string, use: (kms: Kms, keyArn: string) => Use) =>
    ask(async kms => {
      const { keyArn, publicKey } = await kms.getPublicKey(id)
      return { publicKey, ...use(kms, keyArn) }
    })

  const sign = (kms: Kms, keyArn: string) => ({ sign: (digest: Uint8Array) => ask(() => kms.sign(keyArn, digest)) })
  const decrypt = (kms: Kms, keyArn: string) => ({
    decrypt: (ciphertext: Uint8Array) => ask(() => kms.decrypt(keyArn, ciphertext)),
  })
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
