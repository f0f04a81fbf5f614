import type { KeyObject } from 'node:crypto'
import { CredentialError } from './credential-error.ts'
import { readCertificate } from './read-key.ts'
import { sameSerial } from './serials.ts'

type Fields = { merchant_serial_no?: string | undefined; merchant_certificate?: string | undefined }

/**
 * The serial of the merchant's certificate (upper case) must have its form; the certificate, where given, must belong to
 * both the serial and the key. `prefix` goes before a field's name in a CredentialError; `keptAs` names the setting of a
 * key that is not in the secret.
 */
export function checkMerchantCertificate(
  { merchant_serial_no: serial, merchant_certificate: pem }: Fields,
  publicKey: KeyObject,
  { prefix, keptAs }: { prefix: string; keptAs?: string },
): void {
  if (serial !== undefined) checkForm(serial, `${prefix}merchant_serial_no`)
  if (pem === undefined) return
  const field = `${prefix}merchant_certificate`
  const certificate = readCertificate(pem, field)
  if (!certificate.publicKey.equals(publicKey)) {
    if (keptAs !== undefined) throw new CredentialError('key_of_other_certificate', { field: keptAs })
    throw new CredentialError('certificate_of_other_key', { field })
  }
  if (serial !== undefined && !sameSerial(serial, certificate.serialNumber)) {
    throw new CredentialError('certificate_of_other_serial', { field })
  }
}

function checkForm(serial: string, field: string): void {
  if (serial.startsWith('PUB_KEY_ID_')) throw new CredentialError('wechatpay_key_id_given', { field })
  // Hexadecimal serials have at most 40 digits: 20 bytes (RFC 5280, 4.1.2.2).
  if (serial.length > 40) throw new CredentialError('decimal_serial', { field })
}
