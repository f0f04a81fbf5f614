import type { Credential } from '../../functions/wechatpay/credential.ts'
import { encryptPersonalFields } from '../../functions/wechatpay/encrypt-personal-fields.ts'
import type { WireRequest } from '../../functions/wechatpay/paths.ts'
import { queryTemplate } from '../../functions/wechatpay/query-template.ts'

/** A harmless request; `echo`: the texts that must come back, where the call gives them back. */
export type Trial = WireRequest & { echo?: { plain: string; secret: string } }

const PLAIN = 'member-import doctor'
/** Encrypted, so that the body stays ASCII; not ASCII itself, so that its encoding is tried as well. */
const SECRET = '会员卡 member-import doctor'

/** Asks for a template that cannot be: a card_id of WeChat Pay's begins with p. */
const NO_CARD = 'member-import-doctor'

/**
 * What tries a credential without touching a member: the self-test of WeChat Pay (CONTRACT.md 5.5). A brand has none: the
 * signed refusal of a template that does not exist proves signing and verifying.
 */
export function buildTrial(credential: Credential): Trial {
  if (credential.variant === 'brand') return queryTemplate({ cardId: NO_CARD }, credential)
  const { phone_number: ciphertext } = encryptPersonalFields({ phone_number: SECRET }, credential.encryption.key)
  const body = Buffer.from(JSON.stringify({ echo_message: PLAIN, encrypted_echo_message: ciphertext }))
  return { method: 'POST', path: '/v3/security/echo', body, echo: { plain: PLAIN, secret: SECRET } }
}
