import { sameSerial } from '../../functions/wechatpay/serials.ts'
import { doubtful, type Finding, ok, wrong } from './finding.ts'
import type { Piece } from './piece.ts'

const LOOK = 'Take it from the certificate: openssl x509 -noout -serial -in apiclient_cert.pem.'

/**
 * Whether `merchant_serial_no` is the serial of the merchant's certificate, in hexadecimal. A text without the form of a
 * serial is the field check's. `pieces`: what stands beside it.
 */
export function checkSerial(given: string, where: string, pieces: readonly Piece[]): Finding | undefined {
  const serial = given.trim().toUpperCase()
  if (serial.startsWith('PUB_KEY_ID_')) {
    const says = "This is the ID of WeChat Pay's public key; the serial of the merchant's API certificate belongs here."
    return wrong('serial', where, says, LOOK)
  }
  if (!/^[0-9A-F]{8,60}$/.test(serial)) return undefined
  const mine = pieces.find(({ role }) => role === 'merchant_certificate')
  const right = mine?.certificate?.serialNumber
  if (mine && right !== undefined) {
    if (sameSerial(serial, right)) return ok('serial', where, `It is the serial of ${mine.where}.`)
    const mend = `Write ${right.toUpperCase()}, if ${mine.where} is the certificate in use.`
    if (isDecimalOf(serial, right)) return wrong('serial', where, 'It is written in decimal.', mend)
    const says = isPlatform(serial, pieces) ? PLATFORM : `It is not the serial of ${mine.where}.`
    return wrong('serial', where, says, mend)
  }
  if (isPlatform(serial, pieces)) return wrong('serial', where, PLATFORM, LOOK)
  // Hexadecimal serials have at most 40 digits: 20 bytes (RFC 5280, 4.1.2.2).
  if (serial.length > 40) return wrong('serial', where, 'It is written in decimal.', LOOK)
  if (/^\d{20,}$/.test(serial)) {
    return doubtful('serial', where, 'It has no letter: it is probably written in decimal.', LOOK)
  }
  return ok('field', where, 'It has the form of a serial; with apiclient_cert.pem beside it the two are compared.')
}

const PLATFORM = "It is the serial of a platform certificate of WeChat Pay; the merchant's own belongs here."

function isPlatform(serial: string, pieces: readonly Piece[]): boolean {
  return pieces.some(
    ({ role, certificate }) =>
      role === 'platform_certificate' && certificate && sameSerial(serial, certificate.serialNumber),
  )
}

function isDecimalOf(serial: string, hexadecimal: string): boolean {
  return /^\d+$/.test(serial) && BigInt(serial) === BigInt(`0x${hexadecimal}`)
}
