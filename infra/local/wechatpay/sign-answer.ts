import { type KeyObject, randomBytes, sign } from 'node:crypto'
import type { WechatpayKey } from './keyring.ts'

/** How an answer's signature is made: as it should be, or in one of the ways that a caller must not believe. */
export type SignatureMode = 'right' | 'none' | 'forged' | 'probe' | 'stale' | 'future' | 'unknown serial'

const SKEWS_SECONDS: Partial<Record<SignatureMode, number>> = { stale: -400, future: 400 }
const PROBE_PREFIX = 'WECHATPAY/SIGNTEST/'
const UNKNOWN_SERIAL = 'PUB_KEY_ID_0000000000000000000000000000000000000'

/**
 * The headers that sign an answer (CONTRACT.md 4.3). `stranger` is the RSA key that signs a forgery. A probe is a right signature with
 * its first characters overwritten, 344 in all as the published sample has (CONTRACT.md 4.4).
 */
export async function signAnswer(
  text: string,
  mode: SignatureMode,
  { serial, signingKey }: WechatpayKey,
  scheme: string,
  stranger: KeyObject,
  nowMs: number,
): Promise<Record<string, string>> {
  if (mode === 'none') return {}
  const timestamp = String(Math.floor(nowMs / 1000) + (SKEWS_SECONDS[mode] ?? 0))
  const nonce = randomBytes(16).toString('hex')
  const key = mode === 'forged' ? stranger : signingKey
  const signature = await signText(`${timestamp}\n${nonce}\n${text}\n`, key)
  return {
    'Wechatpay-Timestamp': timestamp,
    'Wechatpay-Nonce': nonce,
    'Wechatpay-Signature': mode === 'probe' ? PROBE_PREFIX + signature.slice(PROBE_PREFIX.length) : signature,
    'Wechatpay-Serial': mode === 'unknown serial' ? UNKNOWN_SERIAL : serial,
    'Wechatpay-Signature-Type': scheme,
  }
}

/** By callback, so that the work is done off the main thread. */
function signText(text: string, key: KeyObject): Promise<string> {
  return new Promise((resolve, reject) => {
    sign('sha256', Buffer.from(text), key, (error, signature) => {
      if (error) reject(error)
      else resolve(signature.toString('base64'))
    })
  })
}
