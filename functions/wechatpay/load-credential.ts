import { constants, type KeyObject, privateDecrypt, sign } from 'node:crypto'
import type { Signatory } from './authorization.ts'
import type { Credential } from './credential.ts'
import { CredentialError } from './credential-error.ts'
import { readMerchantKey } from './read-merchant-key.ts'
import { readWechatpayKeys } from './read-wechatpay-keys.ts'
import { type CredentialSecret, readSecret } from './secret-schema.ts'

/**
 * Makes a credential of the secret's JSON text. Throws a CredentialError whose field and message say what is wrong and
 * what to do; no value of the secret is in it.
 */
export function loadCredential(text: string, versionId: string): Credential {
  try {
    return assemble(readSecret(text), versionId)
  } catch (error) {
    if (!(error instanceof CredentialError)) throw error
    throw new CredentialError(error.code, { ...(error.field && { field: error.field }), versionId })
  }
}

function assemble(secret: CredentialSecret, version: string): Credential {
  const signatory = readSignatory(secret)
  const previous = secret.previous ?? {}
  const privateKey = readMerchantKey({ ...secret, pem: secret.merchant_private_key }, '')
  const privateKeys = [privateKey]
  if (previous.merchant_private_key !== undefined) {
    privateKeys.push(readMerchantKey({ ...previous, pem: previous.merchant_private_key }, 'previous.'))
  }
  const [first, ...others] = readWechatpayKeys(secret, privateKeys, '')
  if (!first) throw new CredentialError('missing_field', { field: 'wechatpay_public_key' })
  const [serial, key] = first
  return {
    ...signatory,
    version,
    serial: secret.merchant_serial_no,
    encryption: { serial, key },
    // The current keys last: they win where the previous ones bear the same name.
    wechatpayKeys: new Map([...readWechatpayKeys(previous, privateKeys, 'previous.'), ...others, first]),
    sign: async message => sign('sha256', message, privateKey).toString('base64'),
    decrypt: async ciphertext => decryptWithAny(privateKeys, ciphertext),
  }
}

function readSignatory({ mchid, brand_id }: CredentialSecret): Signatory {
  if (mchid !== undefined && brand_id === undefined) return { variant: 'partner', id: mchid }
  if (brand_id !== undefined && mchid === undefined) return { variant: 'brand', id: brand_id }
  throw new CredentialError('identity_not_single')
}

/** Which certificate encrypted a field is not stated (CONTRACT.md 5.4), so each key held is tried. */
function decryptWithAny(privateKeys: readonly KeyObject[], ciphertext: string): string {
  const bytes = Buffer.from(ciphertext, 'base64')
  for (const key of privateKeys) {
    try {
      return privateDecrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' }, bytes).toString()
    } catch {}
  }
  throw new Error('no private key held opens this ciphertext')
}
