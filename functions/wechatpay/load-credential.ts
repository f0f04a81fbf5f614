import { createSecretKey, type KeyObject } from 'node:crypto'
import type { Signatory } from './authorization.ts'
import { checkMerchantCertificate } from './check-merchant-certificate.ts'
import type { Credential, Signer } from './credential.ts'
import { CredentialError } from './credential-error.ts'
import { SIGNING } from './open-kept-keys.ts'
import { type OwnKeys, readOwnKeys } from './own-keys.ts'
import { keysOf, newestOf, type PlatformCertificate } from './platform-certificate.ts'
import { readWechatpayKeys, type WechatpayKeys } from './read-wechatpay-keys.ts'
import { type CredentialSecret, readSecret } from './secret-schema.ts'

/** What it takes to fetch platform certificates, and what comes of them. In public-key mode there is none. */
export type Renewal = {
  signer: Signer
  apiV3Key: KeyObject
  /** Public parts of the merchant's keys: none of them can be WeChat Pay's. */
  own: readonly KeyObject[]
  /** The certificates of the secret. */
  given: readonly PlatformCertificate[]
  /** The credential with fetched certificates beside the given; undefined where none of all is valid now. */
  complete(fetched: readonly PlatformCertificate[], now: number): Credential | undefined
}

/**
 * `credential`: ready for use, unless WeChat Pay's key has to be fetched first. `privateKeyLeft`: the secret holds a
 * private key that is kept elsewhere; it was not read.
 */
export type Loaded = { credential?: Credential; renewal?: Renewal; privateKeyLeft: boolean }

/**
 * Makes a credential of the secret's JSON text; `kept`: the keys that take the place of the secret's private keys, which
 * are then passed over. Throws a CredentialError whose field and message say what is wrong and what to do; no value of
 * the secret is in it.
 */
export function loadCredential(
  text: string,
  versionId: string,
  { now, kept }: { now: number; kept?: OwnKeys | undefined },
): Loaded {
  try {
    const secret = readSecret(text)
    if (kept) checkMerchantCertificate(secret, kept.publicKeys[0], { prefix: '', keptAs: SIGNING })
    const loaded = assemble(secret, versionId, kept ?? readOwnKeys(secret), now)
    const left = [secret, secret.previous].some(fields => fields?.merchant_private_key !== undefined)
    return { ...loaded, privateKeyLeft: kept !== undefined && left }
  } catch (error) {
    throw error instanceof CredentialError ? error.of(versionId) : error
  }
}

function assemble(
  secret: CredentialSecret,
  versionId: string,
  own: OwnKeys,
  now: number,
): Omit<Loaded, 'privateKeyLeft'> {
  const signer: Signer = { ...readSignatory(secret), serial: secret.merchant_serial_no, sign: own.sign }
  const current = readWechatpayKeys(secret, own.publicKeys, '')
  const former = readWechatpayKeys(secret.previous ?? {}, own.publicKeys, 'previous.')
  if (signer.variant === 'brand') refuseCertificates({ '': current, 'previous.': former })
  const version = own.name === undefined ? versionId : `${versionId}:${own.name}`
  const { publicKey, certificates: given } = current

  const complete: Renewal['complete'] = (fetched, now) => {
    const certificates = [...given, ...fetched]
    const encryption = publicKey ?? newestOf(certificates, now)
    if (!encryption) return undefined
    return {
      ...signer,
      version: publicKey ? version : `${version}:${encryption.serial}`,
      encryption: { serial: encryption.serial, key: encryption.key },
      // The current keys last: they win where the former ones bear the same name.
      wechatpayKeys: new Map([...ringOf(former), ...ringOf({ ...current, certificates })]),
      decrypt: own.decrypt,
    }
  }

  const credential = complete([], now)
  if (publicKey) return { ...(credential && { credential }) }
  const apiV3Key = certificateKey(secret, current)
  if (!credential && apiV3Key === undefined) {
    throw new CredentialError('certificates_expired', { field: 'wechatpay_certificates' })
  }
  return {
    ...(credential && { credential }),
    ...(apiV3Key !== undefined && { renewal: { signer, apiV3Key, own: own.publicKeys, given, complete } }),
  }
}

/** Platform certificates in place of the public key: given, or to be fetched by the APIv3 key, which is returned. */
function certificateKey(secret: CredentialSecret, { certificates }: WechatpayKeys): KeyObject | undefined {
  const field = 'wechatpay_public_key'
  if (secret.brand_id !== undefined) throw new CredentialError('brand_needs_public_key', { field })
  if (certificates.length === 0 && secret.api_v3_key === undefined) {
    throw new CredentialError('no_wechatpay_key', { field })
  }
  return secret.api_v3_key === undefined ? undefined : createSecretKey(Buffer.from(secret.api_v3_key))
}

/** A brand has the public key only (CONTRACT.md 1.1): certificates in its secret are another credential's. */
function refuseCertificates(keys: Record<string, WechatpayKeys>): void {
  for (const [prefix, { certificates }] of Object.entries(keys)) {
    if (certificates.length === 0) continue
    throw new CredentialError('brand_needs_public_key', { field: `${prefix}wechatpay_certificates` })
  }
}

function ringOf({ publicKey, certificates }: WechatpayKeys): [serial: string, key: KeyObject][] {
  const ring = keysOf(certificates)
  return publicKey ? [...ring, [publicKey.serial, publicKey.key]] : ring
}

function readSignatory({ mchid, brand_id }: CredentialSecret): Signatory {
  if (mchid !== undefined && brand_id === undefined) return { variant: 'partner', id: mchid }
  if (brand_id !== undefined && mchid === undefined) return { variant: 'brand', id: brand_id }
  throw new CredentialError('identity_not_single')
}
