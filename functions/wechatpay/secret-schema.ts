import * as v from 'valibot'
import { about } from '../member/stating.ts'
import { CredentialError } from './credential-error.ts'
import type { CredentialErrorCode } from './credential-faults.ts'

/** The forms take white space around, and letters of either case, before both are straightened: they state what is taken. */
const identifier = (form: RegExp) => v.pipe(v.string(), v.regex(form), v.trim())
const inCapitals = (form: RegExp) => v.pipe(identifier(form), v.toUpperCase())
const pem = identifier(/\S/)
/** Of an API certificate, at most 20 bytes; longer where it is written in decimal by mistake. */
const serial = inCapitals(/^\s*([0-9A-F]{8,40}|\d{41,60}|PUB_KEY_ID_\w+)\s*$/i)
const keyId = inCapitals(/^\s*(PUB_KEY_ID_[0-9A-Z]+|[0-9A-F]{8,40})\s*$/i)

const keys = {
  merchant_serial_no: serial,
  merchant_private_key: pem,
  wechatpay_public_key_id: keyId,
  wechatpay_public_key: pem,
}
const extras = {
  merchant_certificate: v.optional(about('apiclient_cert.pem: checked against the key.', pem)),
  wechatpay_certificates: v.optional(about('Platform certificates of WeChat Pay.', v.array(pem))),
}

/** Only what was rotated out need be here: the merchant's two fields, or WeChat Pay's two, or all. */
const PreviousSchema = v.strictObject({ ...v.partial(v.object(keys)).entries, ...extras })

export const SecretSchema = v.strictObject({
  mchid: v.optional(about('The merchant number of the service provider.', identifier(/^\s*\d{6,32}\s*$/))),
  brand_id: v.optional(
    about('In place of mchid: a brand signs for itself.', identifier(/^\s*[0-9A-Za-z_-]{1,32}\s*$/)),
  ),
  ...keys,
  merchant_private_key: v.optional(about('apiclient_key.pem; absent where the key is kept in KMS.', pem)),
  wechatpay_public_key_id: v.optional(
    about('With wechatpay_public_key; absent where platform certificates take its place.', keyId),
  ),
  wechatpay_public_key: v.optional(about('pub_key.pem.', pem)),
  ...extras,
  api_v3_key: v.optional(
    about('Only to fetch and renew platform certificates.', identifier(/^\s*[\x21-\x7e]{32}\s*$/)),
  ),
  previous: v.optional(
    about('The credential that is being rotated out: still good to verify and to decrypt.', PreviousSchema),
  ),
})

/** The credential secret (README: the credential secret). Serials and key IDs in upper case. */
export type CredentialSecret = v.InferOutput<typeof SecretSchema>

/** Reads the secret's JSON; throws a CredentialError with the first field at fault. */
export function readSecret(text: string): CredentialSecret {
  const result = v.safeParse(SecretSchema, parseObject(text))
  if (result.success) return result.output
  throw faultOf(result.issues[0])
}

/** Every field at fault of what may be a secret, as far as its form goes. */
export function findFaultyFields(value: Readonly<Record<string, unknown>>): CredentialError[] {
  const { issues = [] } = v.safeParse(SecretSchema, value)
  // Of several unknown names valibot tells the first.
  const told = issues.map(faultOf).filter(({ code }) => code !== 'unknown_field')
  const previous = v.safeParse(v.looseObject({}), value['previous'])
  const unknown = [
    ...unknownNames(value, SecretSchema.entries, ''),
    ...(previous.success ? unknownNames(previous.output, PreviousSchema.entries, 'previous.') : []),
  ]
  return [...unknown.map(unknownField), ...told]
}

function unknownNames(value: object, known: object, prefix: string): string[] {
  return Object.keys(value)
    .filter(name => !Object.hasOwn(known, name))
    .map(name => prefix + name)
}

function faultOf(issue: v.BaseIssue<unknown>): CredentialError {
  const code = codeOf(issue)
  const field = issue.path ? v.getDotPath(issue) : null
  if (code === 'unknown_field') return unknownField(field ?? '')
  return new CredentialError(code, field === null ? {} : { field })
}

/** In damaged JSON a name can be anything, a secret too that lost its place: told is what looks like a name, and is shorter than any. */
function unknownField(name: string): CredentialError {
  const isTold = /^(previous\.)?[a-z][a-z0-9_]{0,30}$/i.test(name)
  return new CredentialError('unknown_field', isTold ? { field: name } : {})
}

function codeOf(issue: v.BaseIssue<unknown>): CredentialErrorCode {
  if (issue.expected === 'never') return 'unknown_field'
  return issue.received === 'undefined' ? 'missing_field' : 'malformed_field'
}

/** The parser's own message quotes the text, so it is not kept as a cause. */
function parseObject(text: string): unknown {
  if (text.trim() === '') throw new CredentialError('no_value')
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''))
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  } catch {}
  throw new CredentialError('not_json')
}
