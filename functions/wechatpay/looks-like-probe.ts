import { type AnswerHeaders, single } from './headers.ts'

const PREFIX = 'WECHATPAY/SIGNTEST/'

/**
 * For diagnosis only (CONTRACT.md 4.4): of an answer whose verification has failed, whether it says that it was meant to.
 * Anybody can say so: nothing is believed, and no row is dealt with otherwise, because of it.
 */
export function looksLikeProbe(headers: AnswerHeaders): boolean {
  return single(headers, 'wechatpay-signature')?.startsWith(PREFIX) === true
}
