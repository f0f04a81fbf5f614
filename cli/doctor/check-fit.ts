import { ownerOf } from './describe-certificate.ts'
import { doubtful, type Finding, ok, wrong } from './finding.ts'
import type { Piece, Role } from './piece.ts'

/** Whether keys and certificates belong together: of the secret, of files, and of files with the secret. */
export function checkFit(pieces: readonly Piece[]): Finding[] {
  return pieces.flatMap(piece => [
    ...checkPair(piece, pieces),
    ...checkStranger(piece, pieces),
    ...checkOwner(piece),
    ...checkSame(piece, pieces),
  ])
}

/** Files go with the current credential; the previous one is a pair of its own. */
const together = (one: Piece, other: Piece) => (one.set === 'previous') === (other.set === 'previous')
const same = (one: Piece, other: Piece) => one.publicKey.equals(other.publicKey)
const MERCHANTS: ReadonlySet<Role> = new Set(['merchant_key', 'merchant_certificate'])

function checkPair(piece: Piece, pieces: readonly Piece[]): Finding[] {
  const { role, where } = piece
  const keys = pieces.filter(other => other.role === 'merchant_key' && together(other, piece))
  if (role !== 'merchant_certificate' || keys.length === 0) return []
  const key = keys.find(candidate => same(candidate, piece))
  if (key) return [ok('fit', where, `It belongs to the key ${key.where}.`)]
  const names = keys.map(candidate => candidate.where).join(' or ')
  return [wrong('fit', where, `It does not belong to the key ${names}.`, 'Take key and certificate from one download.')]
}

/** The merchant's key taken for WeChat Pay's: what it would encrypt WeChat Pay could not read. */
function checkStranger(piece: Piece, pieces: readonly Piece[]): Finding[] {
  const { role, where } = piece
  const merchants = pieces.filter(other => MERCHANTS.has(other.role))
  if (MERCHANTS.has(role) || merchants.length === 0) return []
  const mine = merchants.find(merchant => same(merchant, piece))
  if (!mine) return [ok('wechatpay_key', where, "It is none of the merchant's own keys.")]
  const says = `This is the merchant's own: it belongs to ${mine.where}. WeChat Pay's belongs here.`
  const mend =
    "Download WeChat Pay's public key (pub_key.pem) from the merchant platform: Account Center, API security."
  return [wrong('wechatpay_key', where, says, mend)]
}

/** By the names in the certificate: those are WeChat Pay's own habit, hence only a doubt. */
function checkOwner({ role, certificate, where }: Piece): Finding[] {
  if (!certificate) return []
  const owner = ownerOf(certificate).kind
  if (role === 'platform_certificate' && owner === 'merchant') {
    return [
      doubtful('wechatpay_key', where, "By its subject this is a merchant's certificate, not WeChat Pay's.", PLATFORM),
    ]
  }
  if (role === 'merchant_certificate' && owner === 'platform') {
    return [doubtful('fit', where, "By its subject this is WeChat Pay's certificate, not a merchant's.", MERCHANT)]
  }
  return []
}

const PLATFORM = 'Take the certificate that GET /v3/certificates gives, or the public key of WeChat Pay.'
const MERCHANT = 'Take apiclient_cert.pem.'

/** A file beside a secret that holds the same kind of key. */
function checkSame(piece: Piece, pieces: readonly Piece[]): Finding[] {
  const { role, where, set } = piece
  if (set !== 'file' || (role !== 'merchant_key' && role !== 'wechatpay_key')) return []
  return pieces
    .filter(other => other.set !== 'file' && other.role === role)
    .map(other =>
      same(piece, other)
        ? ok('fit', where, `It is the same key as ${other.where}.`)
        : doubtful('fit', where, `It is another key than ${other.where}.`, 'Make sure which of them is in use.'),
    )
}
