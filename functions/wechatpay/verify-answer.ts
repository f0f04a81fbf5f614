import { type KeyObject, verify } from 'node:crypto'
import { answerMessage } from './canonical-message.ts'
import { type AnswerHeaders, single } from './headers.ts'

/** A probe (CONTRACT.md 4.4) is a bad signature like every other. */
export type Verification = 'verified' | 'header_missing' | 'serial_unknown' | 'timestamp_off' | 'signature_invalid'

/**
 * CONTRACT.md 4.3: skew "up to 5 minutes" is tolerated. The SDKs differ on the very boundary; exactly 300 s passes
 * here, as in wechatpay-php and as the page words it: a refused genuine answer costs a look-up, and one second more
 * or less gives a replay nothing.
 */
const TOLERANCE_MS = 300_000

/**
 * Is this answer WeChat Pay's, and fresh? Over the raw bytes, with a key held under the serial that the answer names.
 * Whatever goes wrong on the way counts as not verified. Times in milliseconds.
 */
export function verifyAnswer(
  answer: { headers: AnswerHeaders; body: Uint8Array },
  keys: ReadonlyMap<string, KeyObject>,
  now: number,
): Verification {
  const { headers, body } = answer
  const serial = single(headers, 'wechatpay-serial')
  const timestamp = single(headers, 'wechatpay-timestamp')
  const nonce = single(headers, 'wechatpay-nonce')
  const signature = single(headers, 'wechatpay-signature')
  if (!serial || !timestamp || !nonce || !signature) return 'header_missing'

  const key = keys.get(serial.toUpperCase())
  if (!key) return 'serial_unknown'
  if (!isFresh(timestamp, now)) return 'timestamp_off'
  return isSignedBy(key, answerMessage({ timestamp, nonce, body }), signature) ? 'verified' : 'signature_invalid'
}

function isFresh(timestamp: string, now: number): boolean {
  return /^[1-9]\d{0,11}$/.test(timestamp) && Math.abs(now - Number(timestamp) * 1000) <= TOLERANCE_MS
}

function isSignedBy(key: KeyObject, message: Uint8Array, signature: string): boolean {
  try {
    const bytes = Buffer.from(signature, 'base64')
    return bytes.toString('base64') === signature && verify('sha256', message, key, bytes)
  } catch {
    return false
  }
}
