import * as v from 'valibot'
import { CredentialError } from './credential-error.ts'
import type { CredentialErrorCode } from './credential-faults.ts'

const pem = v.pipe(v.string(), v.trim(), v.nonEmpty())
const identifier = (form: RegExp) => v.pipe(v.string(), v.trim(), v.regex(form))
/** Of an API certificate, at most 20 bytes; longer where it is written in decimal by mistake. */
const serial = v.pipe(v.string(), v.trim(), v.toUpperCase(), v.regex(/^([0-9A-F]{8,40}|\d{41,60}|PUB_KEY_ID_\w+)$/))
const keyId = v.pipe(v.string(), v.trim(), v.toUpperCase(), v.regex(/^(PUB_KEY_ID_[0-9A-Z]+|[0-9A-F]{8,40})$/))

const keys = {
  merchant_serial_no: serial,
  merchant_private_key: pem,
  wechatpay_public_key_id: keyId,
  wechatpay_public_key: pem,
}
const extras = {
  merchant_certificate: v.optional(pem),
  wechatpay_certificates: v.optional(v.array(pem)),
}

/** Only what was rotated out need be here: the merchant's two fields, or WeChat Pay's two, or all. */
const PreviousSchema = v.strictObject({ ...v.partial(v.object(keys)).entries, ...extras })

const SecretSchema = v.strictObject({
  mchid: v.optional(identifier(/^\d{6,32}$/)),
  brand_id: v.optional(identifier(/^[0-9A-Za-z_-]{1,32}$/)),
  ...keys,
  /** Absent where the key is kept in KMS. */
  merchant_private_key: v.optional(pem),
  /** Absent where platform certificates take its place. */
  wechatpay_public_key_id: v.optional(keyId),
  wechatpay_public_key: v.optional(pem),
  ...extras,
  api_v3_key: v.optional(identifier(/^[\x21-\x7e]{32}$/)),
  previous: v.optional(PreviousSchema),
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
  return [...unknown.map(field => new CredentialError('unknown_field', { field })), ...told]
}

function unknownNames(value: object, known: object, prefix: string): string[] {
  return Object.keys(value)
    .filter(name => !Object.hasOwn(known, name))
    .map(name => prefix + name)
}

function faultOf(issue: v.BaseIssue<unknown>): CredentialError {
  const field = issue.path ? v.getDotPath(issue) : null
  return new CredentialError(codeOf(issue), field === null ? {} : { field })
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
