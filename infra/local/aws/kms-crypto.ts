import {
  constants,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  privateDecrypt,
  privateEncrypt,
  sign,
} from 'node:crypto'
import { ServiceError } from './json-service.ts'

/** The head of a PKCS#1 DigestInfo for SHA-256; the digest follows (RFC 8017, 9.2). */
const SHA256_DIGEST_INFO = Buffer.from('3031300d060960864801650304020105000420', 'hex')
const DIGEST_BYTES = 32
const LONGEST_MESSAGE = 4096

/** The default initial value of AES key wrap with padding (RFC 5649). */
const KEY_WRAP_IV = Buffer.from('A65959A6', 'hex')

/** RSASSA_PKCS1_V1_5_SHA_256 of a message of at most 4096 bytes, or of a digest that is ready. */
export function signMessage(material: string, message: Buffer, type: 'RAW' | 'DIGEST'): Buffer {
  if (message.length > LONGEST_MESSAGE || message.length === 0)
    throw new ServiceError('ValidationException', `Value at 'message' must have 1 to ${LONGEST_MESSAGE} bytes`)
  if (type === 'RAW') return sign('sha256', message, material)
  if (message.length !== DIGEST_BYTES)
    throw new ServiceError('ValidationException', 'Digest is invalid length for algorithm RSASSA_PKCS1_V1_5_SHA_256.')
  // Whatever signs with a hash would hash the digest again; so the bare private operation, over what that would pad.
  const padding = constants.RSA_PKCS1_PADDING
  return privateEncrypt({ key: material, padding }, Buffer.concat([SHA256_DIGEST_INFO, message]))
}

export function decryptOaep(material: string, ciphertext: Buffer, oaepHash: 'sha1' | 'sha256'): Buffer {
  try {
    return privateDecrypt({ key: material, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash }, ciphertext)
  } catch {
    throw new ServiceError('InvalidCiphertextException', 'The ciphertext cannot be decrypted under this key.')
  }
}

/**
 * What was wrapped by RSA_AES_KEY_WRAP_SHA_256: first an AES-256 key under RSAES-OAEP, then under that key, by AES key
 * wrap with padding, a private key as PKCS#8 in DER. The latter is returned in PEM.
 */
export function unwrapMaterial(wrappingKey: string, wrapped: Buffer): string {
  const modulusBytes = (createPublicKey(wrappingKey).asymmetricKeyDetails?.modulusLength ?? 0) / 8
  const aesKey = decryptOaep(wrappingKey, wrapped.subarray(0, modulusBytes), 'sha256')
  try {
    const decipher = createDecipheriv('id-aes256-wrap-pad', aesKey, KEY_WRAP_IV)
    const der = Buffer.concat([decipher.update(wrapped.subarray(modulusBytes)), decipher.final()])
    const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
    if (key.asymmetricKeyType === 'rsa' && key.asymmetricKeyDetails?.modulusLength === 2048)
      return String(key.export({ type: 'pkcs8', format: 'pem' }))
  } catch {}
  throw new ServiceError('IncorrectKeyMaterialException', 'The key material is not a 2048-bit RSA key in PKCS#8.')
}
