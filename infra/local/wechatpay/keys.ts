import {
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type KeyObject,
  randomBytes,
  randomInt,
  type webcrypto,
} from 'node:crypto'
import { promisify } from 'node:util'

export type Variant = 'partner' | 'brand'

/** Both sides' keys of one credential, as text that can be kept: serials, and private keys in PEM. */
export type Keys = {
  merchantSerial: string
  merchantPrivateKey: string
  wechatpaySerial: string
  wechatpayPrivateKey: string
}

/** Both sides' keys of one credential. Nothing is shared between the variants (CONTRACT.md 1.1). */
export type Credential = {
  variant: Variant
  scheme: string
  identityName: 'mchid' | 'brand_id'
  identity: string
  merchantSerial: string
  merchantPublicKey: KeyObject
  wechatpaySerial: string
  wechatpaySigningKey: KeyObject
  wechatpayDecryptionKey: webcrypto.CryptoKey
  /** What the merchant holds, as the JSON text of the credential secret. */
  secret: string
}

const IDENTITIES = {
  partner: { scheme: 'WECHATPAY2-SHA256-RSA2048', identityName: 'mchid', identity: '1900000001' },
  brand: { scheme: 'WECHATPAY-BRAND-SHA256-RSA2048', identityName: 'brand_id', identity: '1004' },
} as const

const makeKeyPair = promisify(generateKeyPair)

/** Fresh RSA-2048 pairs for one credential. */
export async function makeKeys(): Promise<Keys> {
  const [merchant, wechatpay] = await Promise.all([
    makeKeyPair('rsa', { modulusLength: 2048 }),
    makeKeyPair('rsa', { modulusLength: 2048 }),
  ])
  return {
    merchantSerial: randomBytes(20).toString('hex').toUpperCase(),
    merchantPrivateKey: pem(merchant.privateKey),
    wechatpaySerial: `PUB_KEY_ID_${Array.from({ length: 37 }, () => randomInt(10)).join('')}`,
    wechatpayPrivateKey: pem(wechatpay.privateKey),
  }
}

/** The credential that has these keys, in public key mode (CONTRACT.md 5.2). */
export function toCredential(variant: Variant, keys: Keys): Credential {
  const { merchantSerial, wechatpaySerial } = keys
  const { scheme, identityName, identity } = IDENTITIES[variant]
  const wechatpayKey = createPrivateKey(keys.wechatpayPrivateKey)
  const secret = {
    [identityName]: identity,
    merchant_serial_no: merchantSerial,
    merchant_private_key: keys.merchantPrivateKey,
    wechatpay_public_key_id: wechatpaySerial,
    wechatpay_public_key: createPublicKey(wechatpayKey).export({ type: 'spki', format: 'pem' }),
  }
  return {
    variant,
    scheme,
    identityName,
    identity,
    merchantSerial,
    merchantPublicKey: createPublicKey(keys.merchantPrivateKey),
    wechatpaySerial,
    wechatpaySigningKey: wechatpayKey,
    wechatpayDecryptionKey: wechatpayKey.toCryptoKey({ name: 'RSA-OAEP', hash: 'SHA-1' }, false, ['decrypt']),
    secret: JSON.stringify(secret, null, 2),
  }
}

const pem = (key: KeyObject) => String(key.export({ type: 'pkcs8', format: 'pem' }))
