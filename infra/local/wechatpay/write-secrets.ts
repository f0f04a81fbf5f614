import { createPublicKey } from 'node:crypto'
import { IDENTITIES } from './identities.ts'
import type { Key, Keys, Variant } from './keys.ts'

/**
 * What the merchant holds, as JSON texts of a credential secret: the partner's with WeChat Pay's public key, the same
 * with the APIv3 key to fetch platform certificates in its place, and the brand's.
 */
export type Secrets = { partner: string; partner_certificates: string; brand: string }

/** `previous` holds what was switched last of each kind. */
export function writeSecrets({ partner, brand }: Record<Variant, Keys>): Secrets {
  return {
    partner: withPublicKey('partner', partner),
    partner_certificates: withCertificates(partner),
    brand: withPublicKey('brand', brand),
  }
}

function withPublicKey(variant: Variant, { merchant, publicKeys }: Keys): string {
  const { identityName, identity } = IDENTITIES[variant]
  const [key, former] = merchant
  const [publicKey, formerPublicKey] = publicKeys
  const previous = { ...(former && merchantFields(former)), ...(formerPublicKey && publicKeyFields(formerPublicKey)) }
  return write({ [identityName]: identity, ...merchantFields(key), ...publicKeyFields(publicKey) }, previous)
}

function withCertificates({ merchant: [key, former], apiV3Key }: Keys): string {
  const { identityName, identity } = IDENTITIES.partner
  const fields = { [identityName]: identity, ...merchantFields(key), api_v3_key: apiV3Key }
  return write(fields, { ...(former && merchantFields(former)) })
}

function write(fields: object, previous: object): string {
  return JSON.stringify({ ...fields, ...(Object.keys(previous).length > 0 && { previous }) }, null, 2)
}

function merchantFields({ serial, privateKey, certificate }: Key) {
  return { merchant_serial_no: serial, merchant_private_key: privateKey, merchant_certificate: certificate }
}

function publicKeyFields({ serial, privateKey }: Key) {
  const key = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' })
  return { wechatpay_public_key_id: serial, wechatpay_public_key: key }
}
