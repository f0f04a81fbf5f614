import { type AnswerHeaders, single } from './headers.ts'

const PREFIX = 'WECHATPAY/SIGNTEST/'

/**
 * Of an answer whose verification has failed, whether it says that it was meant to (CONTRACT.md 4.4): for metrics, and for
 * not concluding from it that a key is wrong. Anybody can say so: nothing is believed, and no row ends otherwise, for it.
 */
export function looksLikeProbe(headers: AnswerHeaders): boolean {
  return single(headers, 'wechatpay-signature')?.startsWith(PREFIX) === true
}
