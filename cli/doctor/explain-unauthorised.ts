import { foldText } from '../../functions/wechatpay/fold-text.ts'
import { type Difference, firstDifference, type Part } from './compare-messages.ts'
import { type Finding, wrong } from './finding.ts'
import { quote, type SaidRefusal } from './read-refusal.ts'

/** What WeChat Pay's texts for 401 mean and what mends each (partner/4012082324); a wrong signature has no row. */
const SAID: readonly [text: string, mend: string][] = [
  ['未设置APIv3密钥', 'Set an APIv3 key on the merchant platform: Account Center, API security.'],
  [
    '未申请过证书',
    'Apply for an API certificate on the merchant platform, and put its key and serial into the secret.',
  ],
  [
    '序列号有误',
    'merchant_serial_no is unknown to WeChat Pay: copy it, and mchid, from the merchant platform, API certificate, View.',
  ],
  ['证书已过期', 'The API certificate has expired: apply for a new one, and put its key and serial into the secret.'],
  ['证书已作废', 'The API certificate was revoked: apply for a new one, and put its key and serial into the secret.'],
  ['已更换证书', 'The API certificate was replaced: put the key and the serial of the new one into the secret.'],
  [
    'Authorization值格式错误',
    'Something on the way altered the Authorization header: look for a proxy between here and WeChat Pay.',
  ],
  ['认证类型不正确', 'The identity is of the other variant: a service provider has mchid, a brand has brand_id.'],
  ['timestamp', 'Set the clock of this machine by NTP.'],
]

const ALTERED: Record<Part, string> = {
  method: 'Something on the way changed the method: look for a proxy.',
  path: 'Something on the way rewrote the path: look for a proxy, and give the base URL without a path.',
  timestamp: 'Something on the way altered the Authorization header: look for a proxy.',
  nonce: 'Something on the way altered the Authorization header: look for a proxy.',
  body: 'Something on the way altered the body: look for a proxy that rewrites JSON, its white space or its encoding.',
}

/** What is known beside the refusal. `matched`: key and serial were found to be those of the merchant's certificate. */
export type Circumstances = { signed: string; skewMs: number | undefined; matched: boolean }

/** Why a 401, with the first difference of the two messages where WeChat Pay shows its own, and the likely mends. */
export function explainUnauthorised(host: string, refusal: SaidRefusal, known: Circumstances): Finding {
  const { signMessage } = refusal
  const difference = signMessage && firstDifference(known.signed, signMessage.shown, signMessage.length)
  const says = `The signature was refused (401).${quote(refusal)}${describe(signMessage !== undefined, difference)}`
  return wrong('signing', host, says, mendOf(refusal, difference, known, signMessage !== undefined))
}

function describe(isShown: boolean, difference: Difference | undefined): string {
  if (!isShown) return ' It does not show what it verified the signature over.'
  if (!difference) return ' It verified the very message that was signed, as far as it shows it.'
  const { at, part, signed, received } = difference
  return ` What it verified differs from what was signed, first in the ${part}, at character ${at + 1}: signed "${signed}", received "${received}".`
}

function mendOf(
  refusal: SaidRefusal,
  difference: Difference | undefined,
  { skewMs, matched }: Circumstances,
  isShown: boolean,
): string {
  if (difference) return ALTERED[difference.part]
  const folded = foldText(`${refusal.message} ${refusal.issue}`)
  const known = SAID.find(([text]) => folded.includes(foldText(text)))
  if (known) return known[1]
  const off = skewMs !== undefined && Math.abs(skewMs) > 300_000
  const pair = matched
    ? ['merchant_certificate is not the one that the platform has for mchid (key and serial fit each other here)']
    : [
        'merchant_serial_no, or mchid, is not that of merchant_private_key: compare them with the platform, API certificate, View',
        'merchant_private_key is of another certificate: give apiclient_cert.pem beside the secret to compare them',
      ]
  const causes = [
    ...(off ? ['the clock of this machine is off: set it by NTP'] : []),
    ...pair,
    ...(isShown ? [] : ['a proxy altered the request']),
    'the certificate was revoked or replaced: take the newest one',
  ]
  return `Likely causes, the likeliest first: ${causes.map((cause, index) => `(${index + 1}) ${cause}`).join('; ')}.`
}
