import type { KeyObject } from 'node:crypto'
import { CredentialError } from './credential-error.ts'
import { readCertificate, readPrivateKey } from './read-key.ts'

/**
 * The merchant's private key. Its certificate, where given, must belong to both the key and the serial (upper case).
 * `prefix` goes before the field's name in a CredentialError.
 */
export function readMerchantKey(
  fields: { merchant_serial_no?: string | undefined; merchant_certificate?: string | undefined; pem: string },
  prefix: string,
): KeyObject {
  const key = readPrivateKey(fields.pem, `${prefix}merchant_private_key`)
  const serial = fields.merchant_serial_no
  if (serial !== undefined) checkForm(serial, `${prefix}merchant_serial_no`)
  if (fields.merchant_certificate !== undefined) {
    checkCertificate(fields.merchant_certificate, key, serial, prefix)
  }
  return key
}

function checkForm(serial: string, field: string): void {
  if (serial.startsWith('PUB_KEY_ID_')) throw new CredentialError('wechatpay_key_id_given', { field })
  // Hexadecimal serials have at most 40 digits: 20 bytes (RFC 5280, 4.1.2.2).
  if (serial.length > 40) throw new CredentialError('decimal_serial', { field })
}

function checkCertificate(pem: string, key: KeyObject, serial: string | undefined, prefix: string): void {
  const field = `${prefix}merchant_certificate`
  const certificate = readCertificate(pem, field)
  if (!certificate.checkPrivateKey(key)) throw new CredentialError('certificate_of_other_key', { field })
  if (serial !== undefined && !sameSerial(serial, certificate.serialNumber)) {
    throw new CredentialError('certificate_of_other_serial', { field })
  }
}

/** Tools differ in whether they print leading zeros. */
function sameSerial(one: string, other: string): boolean {
  return one.replace(/^0+/, '') === other.toUpperCase().replace(/^0+/, '')
}
