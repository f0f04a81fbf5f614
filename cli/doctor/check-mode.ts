import { ownerOf } from './describe-certificate.ts'
import { doubtful, type Finding, ok, wrong } from './finding.ts'
import type { Fields } from './parse-secret.ts'
import type { Piece } from './piece.ts'

/** Who the credential is, and by which keys of WeChat Pay it verifies and encrypts (CONTRACT.md 1.1, 5.2). */
export function checkMode(fields: Fields, name: string, pieces: readonly Piece[]): Finding[] {
  return [...checkIdentity(fields, name, pieces), ...checkKeyId(fields, name, ''), ...checkKeys(fields, name)]
}

const has = (fields: Fields, field: string) => fields[field] !== undefined

function checkIdentity(fields: Fields, name: string, pieces: readonly Piece[]): Finding[] {
  if (has(fields, 'mchid') === has(fields, 'brand_id')) {
    const says = has(fields, 'mchid') ? 'It has both mchid and brand_id.' : 'It has neither mchid nor brand_id.'
    const mend =
      'Give exactly one: mchid with the keys of a service provider, or brand_id with those of the brand platform.'
    return [wrong('identity', name, says, mend)]
  }
  const others = pieces.filter(({ certificate, role }) => {
    const owner = certificate && role === 'merchant_certificate' ? ownerOf(certificate) : undefined
    return owner?.kind === 'merchant' && has(fields, 'mchid') && owner.mchid !== fields['mchid']
  })
  return others.map(({ where }) => {
    const says = `By its subject ${where} is another merchant's than mchid.`
    return doubtful('identity', `${name}, mchid`, says, 'Use the number of the merchant whose certificate it is.')
  })
}

/** Of the group whose names have this prefix. The form of the text is the field check's. */
export function checkKeyId(fields: Fields, name: string, prefix: string): Finding[] {
  const id = fields['wechatpay_public_key_id']
  const where = `${name}, ${prefix}wechatpay_public_key_id`
  if (typeof id !== 'string' || !/^\s*(PUB_KEY_ID_[0-9A-Z]+|[0-9A-F]{8,40})\s*$/i.test(id)) return []
  if (/^\s*PUB_KEY_ID_/i.test(id)) return [ok('wechatpay_key', where, "It is the ID of a public key of WeChat Pay's.")]
  const says = 'This is the serial of a certificate; the ID of the public key (PUB_KEY_ID_…) belongs here.'
  return [wrong('wechatpay_key', where, says, 'Copy it from the merchant platform: Account Center, API security.')]
}

function checkKeys(fields: Fields, name: string): Finding[] {
  const brand = has(fields, 'brand_id')
  const half = has(fields, 'wechatpay_public_key') !== has(fields, 'wechatpay_public_key_id')
  if (half) {
    const missing = has(fields, 'wechatpay_public_key') ? 'wechatpay_public_key_id' : 'wechatpay_public_key'
    return [
      wrong('field', `${name}, ${missing}`, 'This field is missing.', 'Add it: the public key and its ID go together.'),
    ]
  }
  if (brand && has(fields, 'wechatpay_certificates')) {
    const says = 'A brand has no platform certificates, only the public key of WeChat Pay.'
    const mend = 'Remove them; give wechatpay_public_key_id and wechatpay_public_key of the brand platform.'
    return [wrong('wechatpay_key', `${name}, wechatpay_certificates`, says, mend)]
  }
  if (has(fields, 'wechatpay_public_key')) return []
  if (!brand && has(fields, 'wechatpay_certificates')) return []
  if (!brand && has(fields, 'api_v3_key')) {
    const says = 'The platform certificates of WeChat Pay are fetched with it.'
    return [ok('wechatpay_key', `${name}, api_v3_key`, says)]
  }
  const mend = brand
    ? 'Add wechatpay_public_key_id and wechatpay_public_key.'
    : 'Add wechatpay_public_key_id and wechatpay_public_key, or wechatpay_certificates, or api_v3_key to fetch those.'
  return [wrong('wechatpay_key', name, 'No key of WeChat Pay is given.', mend)]
}
