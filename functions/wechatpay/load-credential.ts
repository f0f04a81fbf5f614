import type { Signatory } from './authorization.ts'
import { checkMerchantCertificate } from './check-merchant-certificate.ts'
import type { Credential } from './credential.ts'
import { CredentialError } from './credential-error.ts'
import { SIGNING } from './open-kept-keys.ts'
import { type OwnKeys, readOwnKeys } from './own-keys.ts'
import { readWechatpayKeys } from './read-wechatpay-keys.ts'
import { type CredentialSecret, readSecret } from './secret-schema.ts'

/** `privateKeyLeft`: the secret holds a private key that is kept elsewhere; it was not read. */
export type Loaded = { credential: Credential; privateKeyLeft: boolean }

/**
 * Makes a credential of the secret's JSON text; `kept`: the keys that take the place of the secret's private keys, which
 * are then passed over. Throws a CredentialError whose field and message say what is wrong and what to do; no value of
 * the secret is in it.
 */
export function loadCredential(text: string, versionId: string, kept?: OwnKeys): Loaded {
  try {
    return assemble(readSecret(text), versionId, kept)
  } catch (error) {
    throw error instanceof CredentialError ? error.of(versionId) : error
  }
}

function assemble(secret: CredentialSecret, versionId: string, kept: OwnKeys | undefined): Loaded {
  const signatory = readSignatory(secret)
  const previous = secret.previous ?? {}
  if (kept) checkMerchantCertificate(secret, kept.publicKeys[0], { prefix: '', keptAs: SIGNING })
  const own = kept ?? readOwnKeys(secret)
  const [first, ...others] = readWechatpayKeys(secret, own.publicKeys, '')
  if (!first) throw new CredentialError('missing_field', { field: 'wechatpay_public_key' })
  const [serial, key] = first
  const credential = {
    ...signatory,
    version: own.name === undefined ? versionId : `${versionId}:${own.name}`,
    serial: secret.merchant_serial_no,
    encryption: { serial, key },
    // The current keys last: they win where the previous ones bear the same name.
    wechatpayKeys: new Map([...readWechatpayKeys(previous, own.publicKeys, 'previous.'), ...others, first]),
    sign: own.sign,
    decrypt: own.decrypt,
  }
  const left = [secret, previous].some(({ merchant_private_key: pem }) => pem !== undefined)
  return { credential, privateKeyLeft: kept !== undefined && left }
}

function readSignatory({ mchid, brand_id }: CredentialSecret): Signatory {
  if (mchid !== undefined && brand_id === undefined) return { variant: 'partner', id: mchid }
  if (brand_id !== undefined && mchid === undefined) return { variant: 'brand', id: brand_id }
  throw new CredentialError('identity_not_single')
}
