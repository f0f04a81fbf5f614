import * as v from 'valibot'
import type { Credential } from '../../functions/wechatpay/credential.ts'
import type { HttpAnswer } from '../../functions/wechatpay/exchange.ts'
import { parseAnswer } from '../../functions/wechatpay/parse-answer.ts'
import type { Trial } from './build-trial.ts'
import { doubtful, type Finding, ok, wrong } from './finding.ts'
import { quote, type SaidRefusal } from './read-refusal.ts'

/** Body of POST /v3/security/echo (partner/4015139289). */
const Echo = v.object({ echo_message: v.string(), encrypted_echo_message: v.optional(v.string()) })

/** What a verified answer says of both directions of encryption. */
export async function weighEcho(
  host: string,
  { status, body }: HttpAnswer,
  { trial: { echo }, credential, refusal }: { trial: Trial; credential: Credential; refusal: SaidRefusal },
): Promise<Finding[]> {
  if (!echo) {
    const mend = 'The first answer to GET /user-cards/… by the API says Personal-Fields: plain if it works.'
    return [doubtful('decrypting', host, 'Not tried: WeChat Pay lists its self-test for service providers only.', mend)]
  }
  if (status !== 200) return [weighRefusal(host, status, refusal)]
  const result = v.safeParse(Echo, parseAnswer(body))
  if (!result.success || result.output.echo_message !== echo.plain || !result.output.encrypted_echo_message) {
    const says = 'The answer is not the echo of what was sent.'
    return [doubtful('encrypting', host, says, 'Try again; if it stays so, WeChat Pay has changed its self-test.')]
  }
  const plain = await credential.decrypt(result.output.encrypted_echo_message).catch(() => undefined)
  if (plain === undefined) {
    const says = 'The echo is encrypted to a key that the secret lacks.'
    const mend =
      'Several API certificates may be valid: give the private key of the other one as previous, or revoke it.'
    return [wrong('decrypting', host, says, mend)]
  }
  if (plain !== echo.secret) {
    const mend = 'Copy wechatpay_public_key and its ID from the platform, both of the same merchant.'
    return [wrong('encrypting', host, 'What WeChat Pay decrypted is not what was encrypted.', mend)]
  }
  return [
    ok('encrypting', host, 'WeChat Pay could decrypt what was encrypted here.'),
    ok('decrypting', host, 'What WeChat Pay encrypted could be decrypted here.'),
  ]
}

/** The call was signed well, and refused for what is in it. */
function weighRefusal(host: string, status: number, refusal: SaidRefusal): Finding {
  const said = quote(refusal)
  if (status === 403) {
    return doubtful(
      'encrypting',
      host,
      `The self-test is not permitted (403).${said}`,
      'Ask WeChat Pay for the permission.',
    )
  }
  if (status === 404) {
    return doubtful('encrypting', host, `There is no self-test here (404).${said}`, 'Check the base URL.')
  }
  const mend =
    'wechatpay_public_key_id is not of this merchant, or wechatpay_public_key is another key: copy both from the platform.'
  return wrong('encrypting', host, `The encrypted text was refused (${status}).${said}`, mend)
}
