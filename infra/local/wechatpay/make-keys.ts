import { createPrivateKey, generateKeyPair, randomBytes, randomInt, X509Certificate } from 'node:crypto'
import { promisify } from 'node:util'
import { IDENTITIES } from './identities.ts'
import type { Key, Keys, Variant } from './keys.ts'
import { makeCertificate } from './make-certificate.ts'

const makeKeyPair = promisify(generateKeyPair)

/** Certificates hold for five years (CONTRACT.md 5.2). */
const LIFE_MS = 5 * 365 * 86_400_000
/** So long ago they began, so that a clock that is a little slow finds them valid. */
const AGE_MS = 3_600_000

/** Fresh RSA-2048 keys for one credential, certificates valid from shortly before `nowMs`. */
export async function makeKeys(variant: Variant, nowMs: number): Promise<Keys> {
  const [merchant, publicKey, ...certificates] = await Promise.all([
    makeMerchantKey(variant, nowMs),
    makePublicKey(),
    ...(variant === 'partner' ? [makePlatformKey(nowMs)] : []),
  ])
  return {
    merchant: [merchant],
    publicKeys: [publicKey],
    certificates,
    apiV3Key: randomBytes(16).toString('hex'),
  }
}

/** A merchant's key with its API certificate. */
export async function makeMerchantKey(variant: Variant, nowMs: number): Promise<Key> {
  return await makeCertified(nowMs - AGE_MS, [`CN=${IDENTITIES[variant].identity}`, 'OU=Simulator', 'C=CN'])
}

/** A key of WeChat Pay that goes by an ID. */
export async function makePublicKey(): Promise<Key> {
  const serial = `PUB_KEY_ID_${Array.from({ length: 37 }, () => randomInt(10)).join('')}`
  return { serial, privateKey: await makePrivateKey() }
}

/** A key of WeChat Pay with its platform certificate, which begins at least a second after the `former` did. */
export async function makePlatformKey(nowMs: number, former?: Key): Promise<Key> {
  const begun = former?.certificate && new X509Certificate(former.certificate).validFromDate.getTime()
  const earliest = begun ? begun + 1_000 : 0
  return await makeCertified(Math.max(nowMs - AGE_MS, earliest), ['CN=Tenpay.com sign', 'O=Tenpay.com', 'C=CN'])
}

async function makeCertified(validFrom: number, subject: readonly string[]): Promise<Key> {
  const privateKey = await makePrivateKey()
  const key = createPrivateKey(privateKey)
  const serial = makeSerial()
  const certificate = makeCertificate({ key, serial, validFrom, validTo: validFrom + LIFE_MS, subject })
  return { serial, privateKey, certificate }
}

/** 40 hexadecimal digits; the number is positive and has no leading zero, so that every tool prints all of them. */
function makeSerial(): string {
  const bytes = randomBytes(20)
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40
  return bytes.toString('hex').toUpperCase()
}

async function makePrivateKey(): Promise<string> {
  const { privateKey } = await makeKeyPair('rsa', { modulusLength: 2048 })
  return String(privateKey.export({ type: 'pkcs8', format: 'pem' }))
}
