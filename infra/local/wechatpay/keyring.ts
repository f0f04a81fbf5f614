import { createPrivateKey, createPublicKey, type KeyObject, type webcrypto, X509Certificate } from 'node:crypto'
import { IDENTITIES } from './identities.ts'
import { isAccepted, type Key, type Keys, type Variant } from './keys.ts'
import type { CallName } from './routes.ts'

export type MerchantKey = Pick<Key, 'serial' | 'retiresAtMs'> & { publicKey: KeyObject }

export type WechatpayKey = Pick<Key, 'serial' | 'retiresAtMs'> & {
  signingKey: KeyObject
  decryptionKey: webcrypto.CryptoKey
}
export type PlatformKey = WechatpayKey & { certificate: X509Certificate }

/** Both sides' keys of one credential, ready for use; the newest first. */
export type Keyring = {
  variant: Variant
  scheme: string
  identityName: 'mchid' | 'brand_id'
  identity: string
  merchant: readonly [MerchantKey, ...MerchantKey[]]
  publicKeys: readonly [WechatpayKey, ...WechatpayKey[]]
  certificates: readonly PlatformKey[]
  apiV3Key: string
}

export function makeKeyring(variant: Variant, { merchant, publicKeys, certificates, apiV3Key }: Keys): Keyring {
  const [merchantKey, ...formerMerchantKeys] = merchant
  const [publicKey, ...formerPublicKeys] = publicKeys
  return {
    variant,
    ...IDENTITIES[variant],
    merchant: [toMerchantKey(merchantKey), ...formerMerchantKeys.map(toMerchantKey)],
    publicKeys: [toWechatpayKey(publicKey), ...formerPublicKeys.map(toWechatpayKey)],
    certificates: certificates.map(key => ({
      ...toWechatpayKey(key),
      certificate: new X509Certificate(key.certificate ?? ''),
    })),
    apiV3Key,
  }
}

export function findMerchantKey({ merchant }: Keyring, serial: string, nowMs: number): MerchantKey | undefined {
  return merchant.find(key => key.serial === serial && isAccepted(key, nowMs))
}

/** The key of WeChat Pay that a Wechatpay-Serial names: a public key or a certificate, not retired yet. */
export function findWechatpayKey(ring: Keyring, serial: string, nowMs: number): WechatpayKey | undefined {
  return [...ring.publicKeys, ...ring.certificates].find(key => key.serial === serial && isAccepted(key, nowMs))
}

/**
 * The key that signs an answer: the one that the request names (CONTRACT.md 5.2). Where it names none that is in use,
 * the newest of that kind; where it has no such header, the public key, as after a confirmed switch, but a certificate
 * for the download of these.
 */
export function answeringKey(
  ring: Keyring,
  call: CallName | 'unknown',
  serial: string | undefined,
  nowMs: number,
): WechatpayKey {
  const named = serial === undefined ? undefined : findWechatpayKey(ring, serial, nowMs)
  if (named) return named
  const byCertificate = serial === undefined ? call === 'certificates' : !serial.startsWith('PUB_KEY_ID_')
  return (byCertificate ? ring.certificates[0] : undefined) ?? ring.publicKeys[0]
}

const toMerchantKey = (key: Key): MerchantKey => ({ ...nameOf(key), publicKey: createPublicKey(key.privateKey) })

function toWechatpayKey(key: Key): WechatpayKey {
  const signingKey = createPrivateKey(key.privateKey)
  const decryptionKey = signingKey.toCryptoKey({ name: 'RSA-OAEP', hash: 'SHA-1' }, false, ['decrypt'])
  return { ...nameOf(key), signingKey, decryptionKey }
}

function nameOf({ serial, retiresAtMs }: Key): Pick<Key, 'serial' | 'retiresAtMs'> {
  return { serial, ...(retiresAtMs !== undefined && { retiresAtMs }) }
}
