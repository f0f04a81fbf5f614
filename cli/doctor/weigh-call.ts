import type { Credential } from '../../functions/wechatpay/credential.ts'
import { type AnswerHeaders, single } from '../../functions/wechatpay/headers.ts'
import { looksLikeProbe } from '../../functions/wechatpay/looks-like-probe.ts'
import type { Verification } from '../../functions/wechatpay/verify-answer.ts'
import type { Trial } from './build-trial.ts'
import type { Called } from './call-host.ts'
import { explainUnauthorised } from './explain-unauthorised.ts'
import { doubtful, type Finding, ok, wrong } from './finding.ts'
import { quote, readRefusal } from './read-refusal.ts'
import { weighEcho } from './weigh-echo.ts'

type Answered = Extract<Called, { answer: unknown }>

/** Normal is up to 3 s in all (CONTRACT.md 6). */
const SLOW_MS = 3_000
const SKEW_DOUBTFUL_MS = 30_000
/** Beyond it WeChat Pay answers 401 (CONTRACT.md 4.2), and its answers are not believed here (4.3). */
const SKEW_WRONG_MS = 300_000

/** What an answer says of the network, the clock and every use of the keys. `matched`: as of Circumstances. */
export async function weighCall(
  host: string,
  called: Answered,
  { trial, credential, matched }: { trial: Trial; credential: Credential; matched: boolean },
): Promise<Finding[]> {
  const { answer, verification, tookMs, skewMs, signed } = called
  const { status } = answer
  const common = [weighLatency(host, tookMs), ...weighClock(host, skewMs)]
  const refusal = readRefusal(answer.body)
  if (status === 401) return [...common, explainUnauthorised(host, refusal, { signed, skewMs, matched })]
  if (status === 429 || status >= 500) {
    const says = `WeChat Pay is busy or down (${status}): nothing can be said of the keys.${quote(refusal)}`
    return [...common, doubtful('signing', host, says, 'Try again in a minute.')]
  }
  const verifying = weighVerification(host, verification, answer.headers)
  if (verification !== 'verified') return [...common, verifying]
  const signing = ok('signing', host, `The signature was accepted (${status}).`)
  return [...common, signing, verifying, ...(await weighEcho(host, answer, { trial, credential, refusal }))]
}

function weighLatency(host: string, tookMs: number): Finding {
  const says = `It answered in ${Math.round(tookMs)} ms.`
  return tookMs > SLOW_MS
    ? doubtful('reach', host, says, 'Normal is up to 3 s: look at the network between here and WeChat Pay.')
    : ok('reach', host, says)
}

function weighClock(host: string, skewMs: number | undefined): Finding[] {
  if (skewMs === undefined) {
    return [doubtful('clock', host, 'The answer has no Date: the clock cannot be compared.', 'Keep the clock on NTP.')]
  }
  const seconds = Math.round(Math.abs(skewMs) / 1000)
  const says =
    seconds < 2 ? 'The clocks agree.' : `The clock of this machine is ${seconds} s ${skewMs > 0 ? 'fast' : 'slow'}.`
  const mend = 'Set it by NTP; beyond 300 s WeChat Pay refuses every call.'
  if (Math.abs(skewMs) > SKEW_WRONG_MS) return [wrong('clock', host, says, mend)]
  return [Math.abs(skewMs) > SKEW_DOUBTFUL_MS ? doubtful('clock', host, says, mend) : ok('clock', host, says)]
}

const AGAIN = 'Copy wechatpay_public_key and its ID from the platform, both of the same merchant.'

function weighVerification(host: string, verification: Verification, headers: AnswerHeaders): Finding {
  const serial = single(headers, 'wechatpay-serial') ?? ''
  const named = /^[\w-]{1,64}$/.test(serial) ? serial : 'an odd one'
  switch (verification) {
    case 'verified':
      return ok('verifying', host, `The answer is WeChat Pay's, by the key ${named}.`)
    case 'header_missing':
      return wrong(
        'verifying',
        host,
        'The answer is not signed.',
        'Look for a proxy that answers itself, or that strips the headers Wechatpay-….',
      )
    case 'serial_unknown':
      return wrong('verifying', host, `The answer is signed with the key ${named}, which the secret lacks.`, AGAIN)
    case 'timestamp_off':
      return wrong(
        'verifying',
        host,
        'The answer was signed more than 300 s away from this clock.',
        'Set the clock by NTP.',
      )
    case 'signature_invalid':
      if (looksLikeProbe(headers)) {
        const says = 'Twice the answer came with a signature that is wrong on purpose.'
        return doubtful('verifying', host, says, 'Try again.')
      }
      return wrong(
        'verifying',
        host,
        `The answer is not signed with the key held as ${named}, or it was altered on the way.`,
        AGAIN,
      )
  }
}
