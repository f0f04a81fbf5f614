import { checkKeyId } from './check-mode.ts'
import { doubtful, type Finding, wrong } from './finding.ts'
import { type Fields, isFields } from './parse-secret.ts'
import type { Piece } from './piece.ts'

/** Whether the credential that is being rotated out has what it is kept for: verifying, decrypting, rows under its serial. */
export function checkPrevious(fields: Fields, name: string, pieces: readonly Piece[]): Finding[] {
  const previous = fields['previous']
  const where = `${name}, previous`
  if (!isFields(previous)) return []
  const has = (field: string) => previous[field] !== undefined
  if (Object.keys(previous).length === 0) {
    return [doubtful('previous', where, 'It holds nothing.', 'Remove it, or put what was rotated out into it.')]
  }
  const findings = checkKeyId(previous, name, 'previous.')
  if (has('wechatpay_public_key') !== has('wechatpay_public_key_id')) {
    const missing = has('wechatpay_public_key') ? 'wechatpay_public_key_id' : 'wechatpay_public_key'
    const mend = 'Add it: the public key and its ID go together.'
    findings.push(wrong('previous', `${where}.${missing}`, 'This field is missing.', mend))
  }
  if (has('merchant_serial_no') && !has('merchant_private_key')) {
    const mend = 'Add it, unless KMS holds it: answers to calls of before the rotation are encrypted to it.'
    findings.push(doubtful('previous', `${where}.merchant_private_key`, 'This field is missing.', mend))
  }
  if (has('wechatpay_certificates') && fields['brand_id'] !== undefined) {
    const says = 'A brand has no platform certificates.'
    findings.push(wrong('previous', `${where}.wechatpay_certificates`, says, 'Remove them.'))
  }
  return [...findings, ...repeated(pieces)]
}

/** The new credential twice: what went out under the old one can no longer be read. */
function repeated(pieces: readonly Piece[]): Finding[] {
  const current = pieces.filter(({ set }) => set === 'current')
  return pieces
    .filter(({ set, role }) => set === 'previous' && (role === 'merchant_key' || role === 'wechatpay_key'))
    .filter(former => current.some(({ role, publicKey }) => role === former.role && publicKey.equals(former.publicKey)))
    .map(({ where }) =>
      doubtful(
        'previous',
        where,
        'It is the key in use, not an earlier one.',
        'Put the key that was rotated out here, or remove it.',
      ),
    )
}
