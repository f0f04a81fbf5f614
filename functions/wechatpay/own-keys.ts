import { createPublicKey, type KeyObject, privateDecrypt, sign } from 'node:crypto'
import { checkMerchantCertificate } from './check-merchant-certificate.ts'
import { CredentialError } from './credential-error.ts'
import { readPrivateKey } from './read-key.ts'
import type { CredentialSecret } from './secret-schema.ts'

/** What takes the merchant's private keys, wherever they are. */
export type OwnKeys = {
  /** Public parts of all private keys held; first that of the key that signs. */
  publicKeys: readonly [KeyObject, ...KeyObject[]]
  /** Names the keys where they can change under one version of the secret. */
  name?: string
  sign(message: Uint8Array): Promise<string>
  decrypt(ciphertext: string): Promise<string>
}

/** The private keys that the secret holds itself: one that signs, and beside it the former one, which still decrypts. */
export function readOwnKeys(secret: CredentialSecret): OwnKeys {
  const { merchant_private_key: pem, previous = {} } = secret
  if (pem === undefined) throw new CredentialError('missing_field', { field: 'merchant_private_key' })
  const key = readPrivateKey(pem, 'merchant_private_key')
  checkMerchantCertificate(secret, createPublicKey(key), { prefix: '' })
  const former = previous.merchant_private_key
  const formerKeys = former === undefined ? [] : [readPrivateKey(former, 'previous.merchant_private_key')]
  for (const formerKey of formerKeys) {
    checkMerchantCertificate(previous, createPublicKey(formerKey), { prefix: 'previous.' })
  }
  return {
    publicKeys: [createPublicKey(key), ...formerKeys.map(formerKey => createPublicKey(formerKey))],
    sign: async message => sign('sha256', message, key).toString('base64'),
    decrypt: async ciphertext => decryptWithAny([key, ...formerKeys], ciphertext),
  }
}

/** Which certificate encrypted a field is not stated (CONTRACT.md 5.4), so each key held is tried. */
function decryptWithAny(privateKeys: readonly KeyObject[], ciphertext: string): string {
  const bytes = Buffer.from(ciphertext, 'base64')
  for (const key of privateKeys) {
    try {
      // A bare key means OAEP with SHA-1, as WeChat Pay encrypts (CONTRACT.md 5.4).
      return privateDecrypt(key, bytes).toString()
    } catch {}
  }
  throw new Error('no private key held opens this ciphertext')
}
