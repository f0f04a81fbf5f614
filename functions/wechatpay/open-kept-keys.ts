import { constants, createHash, createPublicKey, type KeyObject, publicEncrypt, verify } from 'node:crypto'
import type { DecryptionKey, KeyAnswer, KeyTrouble, SigningKey } from '../ports.ts'
import { CredentialError } from './credential-error.ts'
import type { CredentialErrorCode } from './credential-faults.ts'
import type { OwnKeys } from './own-keys.ts'

/** The merchant's private key where it cannot be taken out; without `decryption` answers stay encrypted. */
export type KeptKeys = { signing: SigningKey; decryption?: DecryptionKey }

/** The settings that name the keys, for errors (DESIGN section 7). */
export const SIGNING = 'WECHATPAY_SIGNING_KEY_ID'
const DECRYPTION = 'WECHATPAY_DECRYPTION_KEY_ID'

const TRIAL = Buffer.from('wechatpay-member-import: is this key usable?')

/**
 * Opens the kept keys and tries each once, so that a missing right or a key of the wrong kind is named before a member is
 * called. No private key comes into this process. Rejects with a CredentialError, a passing one where the keys cannot be
 * reached now.
 */
export async function openKeptKeys(kept: KeptKeys): Promise<OwnKeys> {
  const [signing, decryption] = await Promise.all([
    openSigning(kept.signing),
    kept.decryption && openDecryption(kept.decryption),
  ])
  if (decryption && !decryption.publicKey.equals(signing.publicKey)) {
    throw new CredentialError('keys_differ', { field: DECRYPTION })
  }
  return {
    publicKeys: [signing.publicKey],
    name: createHash('sha256')
      .update(signing.publicKey.export({ type: 'spki', format: 'der' }))
      .digest('hex')
      .slice(0, 8),
    sign: signing.sign,
    async decrypt(ciphertext) {
      if (!decryption) throw new Error('no key to decrypt with')
      return (await decryption.decrypt(Buffer.from(ciphertext, 'base64'))).toString()
    },
  }
}

async function openSigning(key: SigningKey) {
  const opened = valueFrom(await key.open(), SIGNING)
  const publicKey = readKept(opened.publicKey, SIGNING)
  // The digest is made here: a message may be longer than what can be sent to be signed.
  const sign = async (message: Uint8Array) => {
    const digest = createHash('sha256').update(message).digest()
    return Buffer.from(valueFrom(await opened.sign(digest), SIGNING)).toString('base64')
  }
  const signature = Buffer.from(await sign(TRIAL), 'base64')
  if (!verify('sha256', TRIAL, publicKey, signature)) throw new CredentialError('key_unfit', { field: SIGNING })
  return { publicKey, sign }
}

async function openDecryption(key: DecryptionKey) {
  const opened = valueFrom(await key.open(), DECRYPTION)
  const publicKey = readKept(opened.publicKey, DECRYPTION)
  const decrypt = async (ciphertext: Uint8Array) => Buffer.from(valueFrom(await opened.decrypt(ciphertext), DECRYPTION))
  const padding = constants.RSA_PKCS1_OAEP_PADDING
  const plain = await decrypt(publicEncrypt({ key: publicKey, padding, oaepHash: 'sha1' }, TRIAL))
  if (!plain.equals(TRIAL)) throw new CredentialError('key_unfit', { field: DECRYPTION })
  return { publicKey, decrypt }
}

function readKept(spki: Uint8Array, field: string): KeyObject {
  try {
    const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' })
    if (key.asymmetricKeyType === 'rsa' && key.asymmetricKeyDetails?.modulusLength === 2048) return key
  } catch {}
  throw new CredentialError('key_unfit', { field })
}

const CODES: Record<KeyTrouble, CredentialErrorCode> = {
  unavailable: 'key_unavailable',
  access_denied: 'key_access_denied',
  missing: 'key_missing',
  disabled: 'key_disabled',
  unfit: 'key_unfit',
  not_decrypted: 'key_unfit',
}

function valueFrom<T>(answer: KeyAnswer<T>, field: string): T {
  if ('value' in answer) return answer.value
  throw new CredentialError(CODES[answer.trouble], { field, cause: answer.cause })
}
