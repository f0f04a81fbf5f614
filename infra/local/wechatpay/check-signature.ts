import { verify } from 'node:crypto'
import { type Refused, refused } from './catalogue.ts'
import { findMerchantKey, type Keyring, type MerchantKey } from './keyring.ts'
import type { Nonces } from './nonces.ts'
import { readAuthorization } from './read-authorization.ts'

export type SignedRequest = { method: string; url: string; authorization: string | undefined; body: Buffer }

const MAX_SKEW_SECONDS = 300
const SHOWN_MESSAGE_LENGTH = 128

/**
 * Verifies the Authorization header to the letter (CONTRACT.md 4.1, 4.2). Synchronous, so that the rate can be decided in
 * the order of receipt. Returns the nonce, which `nonces` knows from then on, and the key that signed. Throws 401 SIGN_ERROR.
 */
export function checkSignature(
  request: SignedRequest,
  ring: Keyring,
  nowMs: number,
  nonces: Nonces,
): { nonce: string; merchantKey: MerchantKey } {
  const fail = (issue: string, message = '') => signError(request, issue, message)
  if (request.authorization === undefined) throw fail('Authorization header missing')
  const header = readAuthorization(request.authorization)
  if (!header) throw fail('Authorization header malformed')
  if (header.scheme !== ring.scheme) throw fail('scheme not supported for this path')

  const { parameters } = header
  const [identity, nonce, timestamp, serial, signature] = [
    parameters.get(ring.identityName),
    parameters.get('nonce_str'),
    parameters.get('timestamp'),
    parameters.get('serial_no'),
    parameters.get('signature'),
  ]
  if (!identity || !nonce || !timestamp || !serial || !signature) throw fail('parameter missing')
  if (parameters.size !== 5) throw fail('more than the five parameters')
  if (identity !== ring.identity) throw fail(`${ring.identityName} unknown`)
  const merchantKey = findMerchantKey(ring, serial, nowMs)
  if (!merchantKey) throw fail('serial_no is not that of an API certificate in use')
  if (!/^[\x21-\x7e]+$/.test(nonce)) throw fail('nonce_str is not ASCII')
  if (!/^[1-9]\d{9}$/.test(timestamp)) throw fail('timestamp is not in seconds')
  if (Math.abs(nowMs / 1000 - Number(timestamp)) > MAX_SKEW_SECONDS) throw fail('timestamp expired')

  const head = `${request.method}\n${request.url}\n${timestamp}\n${nonce}\n`
  const message = Buffer.concat([Buffer.from(head), request.body, Buffer.from('\n')])
  const bytes = Buffer.from(signature, 'base64')
  const isStrict = bytes.length === 256 && bytes.toString('base64') === signature
  if (!isStrict || !verify('sha256', message, merchantKey.publicKey, bytes))
    throw fail('sign not match', message.toString())
  if (!nonces.use(nonce, nowMs)) throw fail('nonce_str used before')
  return { nonce, merchantKey }
}

/** The nested detail is that of answers seen in the wild (CONTRACT.md 3.1). */
function signError(request: SignedRequest, issue: string, message: string): Refused {
  return refused('SIGN', {
    field: 'signature',
    location: 'authorization',
    detail: { issue },
    sign_information: {
      method: request.method,
      url: request.url,
      sign_message_length: Buffer.byteLength(message),
      truncated_sign_message: message.slice(0, SHOWN_MESSAGE_LENGTH),
    },
  })
}
