import type { Credential } from '../../functions/wechatpay/credential.ts'
import type { HttpAnswer } from '../../functions/wechatpay/exchange.ts'
import { single } from '../../functions/wechatpay/headers.ts'
import type { HostFault } from '../../functions/wechatpay/host.ts'
import { signRequest } from '../../functions/wechatpay/sign-request.ts'
import { type Verification, verifyAnswer } from '../../functions/wechatpay/verify-answer.ts'
import type { Trial } from './build-trial.ts'

/** One host of WeChat Pay; the shape of createHost. */
export type Line = {
  exchange(request: Trial & { headers: Record<string, string> }, withinMs: number): Promise<HttpAnswer | HostFault>
}

/** What came of one call. `skewMs`: how far this machine's clock is ahead of the Date of the answer. */
export type Called = { tookMs: number; signed: string } & (
  | { fault: HostFault }
  | { answer: HttpAnswer; verification: Verification; skewMs: number | undefined }
)

const WITHIN_MS = 10_000

/** Without one WeChat Pay may refuse (CONTRACT.md 1.2). */
const USER_AGENT = 'wechatpay-member-import/doctor'

/** Makes the call once. Signed as every call of the functions is; what was signed is kept, to be compared. */
export async function callHost(
  line: Line,
  trial: Trial,
  credential: Credential,
  { now, nonce }: { now: () => number; nonce: () => string },
): Promise<Called> {
  let signed = ''
  const signer: Credential = {
    ...credential,
    sign(message) {
      signed = Buffer.from(message).toString()
      return credential.sign(message)
    },
  }
  const begun = now()
  const fresh = { serial: credential.encryption.serial, now: begun, nonce: nonce() }
  const headers = { 'User-Agent': USER_AGENT, ...(await signRequest(trial, signer, fresh)) }
  const result = await line.exchange({ ...trial, headers }, WITHIN_MS)
  const tookMs = now() - begun
  if ('sent' in result) return { fault: result, tookMs, signed }
  const verification = verifyAnswer(result, credential.wechatpayKeys, begun + tookMs)
  const skewMs = skewOf(single(result.headers, 'date'), begun + tookMs / 2)
  return { answer: result, verification, tookMs, signed, skewMs }
}

/** A Date has whole seconds: on average it is half a second old. */
function skewOf(date: string | undefined, at: number): number | undefined {
  const sent = Date.parse(date ?? '')
  return Number.isNaN(sent) ? undefined : at - sent - 500
}
