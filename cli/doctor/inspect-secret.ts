import { CredentialError } from '../../functions/wechatpay/credential-error.ts'
import { CREDENTIAL_FAULTS } from '../../functions/wechatpay/credential-faults.ts'
import { loadCredential } from '../../functions/wechatpay/load-credential.ts'
import { checkFields } from './check-fields.ts'
import { checkMode } from './check-mode.ts'
import { checkPrevious } from './check-previous.ts'
import { checkSerial } from './check-serial.ts'
import { doubtful, type Finding, ok, wrong } from './finding.ts'
import { inspectPem } from './inspect-pem.ts'
import { type Fields, isFields, parseSecret } from './parse-secret.ts'
import type { Piece, Role } from './piece.ts'

export type InspectedSecret = { findings: Finding[]; pieces: Piece[]; fields?: Fields }

const PEMS: readonly [field: string, role: Role][] = [
  ['merchant_private_key', 'merchant_key'],
  ['merchant_certificate', 'merchant_certificate'],
  ['wechatpay_public_key', 'wechatpay_key'],
  ['wechatpay_certificates', 'platform_certificate'],
]

/** What is in a secret, field by field: everything that can be read is looked at, whatever is wrong beside it. */
export function inspectSecret(text: string, name: string): InspectedSecret {
  const parsed = parseSecret(text, name)
  if ('finding' in parsed) return { findings: [parsed.finding], pieces: [] }
  const { fields } = parsed
  const { previous } = fields
  const inspected = [
    ...inspectPems(fields, `${name}, `, 'current'),
    ...(isFields(previous) ? inspectPems(previous, `${name}, previous.`, 'previous') : []),
  ]
  return {
    fields,
    findings: [...checkFields(fields, name), ...inspected.flatMap(({ findings }) => findings)],
    pieces: inspected.flatMap(({ piece }) => piece ?? []),
  }
}

function inspectPems(fields: Fields, prefix: string, set: Piece['set']) {
  return PEMS.flatMap(([field, role]) => {
    const value = fields[field]
    if (typeof value === 'string' && role !== 'platform_certificate') {
      return value.trim() === '' ? [] : [inspectPem(value, { where: prefix + field, set }, role)]
    }
    if (!Array.isArray(value) || role !== 'platform_certificate') return []
    return value.flatMap((pem, index) =>
      typeof pem === 'string' ? [inspectPem(pem, { where: `${prefix}${field}.${index}`, set }, role)] : [],
    )
  })
}

/** What the fields say about each other, and about the files beside them. */
export function relateFields(fields: Fields, name: string, pieces: readonly Piece[]): Finding[] {
  const findings = [
    ...checkMode(
      fields,
      name,
      pieces.filter(({ set }) => set !== 'previous'),
    ),
    ...checkSerialOf(
      fields,
      `${name}, `,
      pieces.filter(({ set }) => set !== 'previous'),
    ),
    ...checkPrevious(fields, name, pieces),
  ]
  const { previous } = fields
  if (!isFields(previous)) return findings
  return [
    ...findings,
    ...checkSerialOf(
      previous,
      `${name}, previous.`,
      pieces.filter(({ set }) => set === 'previous'),
    ),
  ]
}

function checkSerialOf(fields: Fields, prefix: string, pieces: readonly Piece[]): Finding[] {
  const serial = fields['merchant_serial_no']
  if (typeof serial !== 'string') return []
  const finding = checkSerial(serial, `${prefix}merchant_serial_no`, pieces)
  return finding ? [finding] : []
}

/** The product's own verdict, last: whatever no check has named. */
export function tryLoading(text: string, name: string, fields: Fields, now: number): Finding {
  if (fields['merchant_private_key'] === undefined) {
    const mend = 'Right where KMS signs (WECHATPAY_SIGNING_KEY_ID); else add merchant_private_key.'
    return doubtful('secret', name, 'It holds no private key, so that nothing can be signed here.', mend)
  }
  try {
    loadCredential(text, 'doctor', { now })
    return ok('secret', name, 'The functions take this secret.')
  } catch (error) {
    if (!(error instanceof CredentialError)) throw error
    const { sentence, mend } = CREDENTIAL_FAULTS[error.code]
    return wrong('secret', error.field === undefined ? name : `${name}, ${error.field}`, sentence, mend)
  }
}
