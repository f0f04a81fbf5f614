import { authorization } from './authorization.ts'
import { requestMessage } from './canonical-message.ts'
import type { Signer } from './credential.ts'
import type { WireRequest } from './paths.ts'

/**
 * The headers of one try of a request (CONTRACT.md 1.2). Every call but the fetching of certificates names the WeChat Pay
 * key by `serial`: it encrypted the personal fields, and it decides which key signs the answer (5.2). Messages are matched in Chinese, hence zh-CN.
 */
export async function signRequest(
  request: WireRequest,
  signer: Signer,
  fresh: { serial?: string; now: number; nonce: string },
): Promise<Record<string, string>> {
  const timestamp = String(Math.floor(fresh.now / 1000))
  const signature = await signer.sign(requestMessage({ ...request, timestamp, nonce: fresh.nonce }))
  return {
    Accept: 'application/json',
    'Accept-Language': 'zh-CN',
    ...(request.body && { 'Content-Type': 'application/json' }),
    ...(fresh.serial !== undefined && { 'Wechatpay-Serial': fresh.serial }),
    Authorization: authorization(signer, {
      nonce: fresh.nonce,
      signature,
      timestamp,
      serial: signer.serial,
    }),
  }
}
