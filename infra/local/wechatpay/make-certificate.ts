import { createPublicKey, type KeyObject, sign } from 'node:crypto'

/** How a certificate is made; names are given as `CN=…`, `O=…` and so on, times in ms. */
export type CertificateOptions = {
  key: KeyObject
  serial: string
  validFrom: number
  validTo: number
  issuer?: readonly string[]
  subject?: readonly string[]
  /** Signs the certificate; absent: its own key. */
  issuerKey?: KeyObject
}

export const TENPAY = ['C=CN', 'O=Tenpay.com', 'OU=Tenpay.com CA Center', 'CN=Tenpay.com Root CA']

const TAGS = { integer: 0x02, bits: 0x03, null: 0x05, oid: 0x06, utf8: 0x0c, printable: 0x13, utcTime: 0x17 }
const SEQUENCE = 0x30
const SET = 0x31

/** X.520 attributes, below 2.5.4. */
const ATTRIBUTES: Record<string, number> = { CN: 3, C: 6, L: 7, ST: 8, O: 10, OU: 11 }
const SHA256_WITH_RSA = Buffer.from('2a864886f70d01010b', 'hex')

/** An X.509 certificate in PEM, written by hand: Node reads them and makes none. */
export function makeCertificate(options: CertificateOptions): string {
  const { key, serial, validFrom, validTo, issuer = TENPAY, subject = ['CN=Tenpay.com sign', 'O=Tenpay.com'] } = options
  const algorithm = der(SEQUENCE, der(TAGS.oid, SHA256_WITH_RSA), der(TAGS.null))
  const toBeSigned = der(
    SEQUENCE,
    der(0xa0, der(TAGS.integer, Buffer.from([2]))),
    der(TAGS.integer, unsigned(Buffer.from(serial.padStart(serial.length + (serial.length % 2), '0'), 'hex'))),
    algorithm,
    name(issuer),
    der(SEQUENCE, time(validFrom), time(validTo)),
    name(subject),
    createPublicKey(key).export({ type: 'spki', format: 'der' }),
  )
  const signature = sign('sha256', toBeSigned, options.issuerKey ?? key)
  const bytes = der(SEQUENCE, toBeSigned, algorithm, der(TAGS.bits, Buffer.from([0]), signature))
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}

function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  const head = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...head]), content])
}

/** An INTEGER whose first bit is set would be negative. */
function unsigned(bytes: Buffer): Buffer {
  return (bytes[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes
}

function name(parts: readonly string[]): Buffer {
  const attributes = parts.map(part => {
    const [type = '', value = ''] = part.split('=', 2)
    const oid = der(TAGS.oid, Buffer.from([0x55, 0x04, ATTRIBUTES[type] ?? 0]))
    const text = der(type === 'C' ? TAGS.printable : TAGS.utf8, Buffer.from(value))
    return der(SET, der(SEQUENCE, oid, text))
  })
  return der(SEQUENCE, ...attributes)
}

function time(ms: number): Buffer {
  const digits = new Date(ms).toISOString().replace(/\D/g, '').slice(2, 14)
  return der(TAGS.utcTime, Buffer.from(`${digits}Z`))
}
