import { checkDates } from './check-dates.ts'
import { checkFit } from './check-fit.ts'
import { type Finding, wrong } from './finding.ts'
import { inspectPem } from './inspect-pem.ts'
import { inspectSecret, relateFields, tryLoading } from './inspect-secret.ts'
import type { Fields } from './parse-secret.ts'
import type { Piece } from './piece.ts'
import { type Input, looksLikeJson } from './read-input.ts'

/** Everything that can be said of the files without a call: each by itself, then together. At most one is a secret. */
export function diagnoseFiles(inputs: readonly Input[], now: number): Finding[] {
  const secret = inputs.find(looksLikeJson)
  const inspected = inputs.map(input => {
    if (input === secret) return inspectSecret(input.text, input.name)
    const { findings, piece } = inspectPem(input.text, { where: input.name, set: 'file', notes: input.notes })
    return { findings, pieces: piece ? [piece] : [] }
  })
  const pieces = inspected.flatMap(each => each.pieces)
  const fields = inspected.map(each => ('fields' in each ? each.fields : undefined)).find(found => found !== undefined)
  const findings = [
    ...(secret ? checkEncoding(secret) : []),
    ...inspected.flatMap(each => each.findings),
    ...(secret && fields ? relateFields(fields, secret.name, pieces) : []),
    ...checkFit(pieces),
    ...checkAllDates(pieces, fields, now),
  ]
  if (!secret || !fields) return findings
  const loading = tryLoading(secret.text, secret.name, fields, now)
  const told = loading.verdict === 'wrong' && findings.some(({ verdict }) => verdict === 'wrong')
  return told ? findings : [...findings, loading]
}

/** Neither AWS nor the other commands read another encoding than UTF-8. */
function checkEncoding({ name, notes }: Input): Finding[] {
  return notes.map(note => wrong('json', name, `It ${note}.`, 'Save it as UTF-8.'))
}

/** Of WeChat Pay's certificates one that is valid is enough, or the means to fetch one. */
function checkAllDates(pieces: readonly Piece[], fields: Fields | undefined, now: number): Finding[] {
  return pieces.flatMap(({ certificate, where, role, set }) => {
    if (!certificate) return []
    const others = pieces.some(
      other =>
        other.role === 'platform_certificate' &&
        other.certificate !== certificate &&
        other.certificate &&
        now >= other.certificate.validFromDate.getTime() &&
        now < other.certificate.validToDate.getTime(),
    )
    const replaced = others || fields?.['api_v3_key'] !== undefined || fields?.['wechatpay_public_key'] !== undefined
    return checkDates(certificate, where, now, set === 'previous' || (role === 'platform_certificate' && replaced))
  })
}
