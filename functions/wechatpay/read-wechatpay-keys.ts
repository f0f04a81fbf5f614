import type { KeyObject } from 'node:crypto'
import { CredentialError } from './credential-error.ts'
import { readCertificate, readPublicKey } from './read-key.ts'

type Fields = {
  wechatpay_public_key_id?: string | undefined
  wechatpay_public_key?: string | undefined
  wechatpay_certificates?: string[] | undefined
}

/**
 * WeChat Pay's keys by serial: the public key under its ID, certificates under their own serials (CONTRACT.md 5.2).
 * None may be the merchant's own, whose public parts are `own`. `prefix` goes before the field's name in a CredentialError.
 */
export function readWechatpayKeys(
  fields: Fields,
  own: readonly KeyObject[],
  prefix: string,
): [serial: string, key: KeyObject][] {
  const found = [...readPublicKeys(fields, prefix), ...readCertificates(fields.wechatpay_certificates ?? [], prefix)]
  for (const { key, field } of found) {
    if (own.some(publicKey => publicKey.equals(key))) throw new CredentialError('own_key_given', { field })
  }
  return found.map(({ serial, key }) => [serial, key])
}

type Found = { serial: string; key: KeyObject; field: string }

function readPublicKeys(fields: Fields, prefix: string): Found[] {
  const { wechatpay_public_key_id: id, wechatpay_public_key: pem } = fields
  const idField = `${prefix}wechatpay_public_key_id`
  const field = `${prefix}wechatpay_public_key`
  if (id === undefined && pem === undefined) return []
  if (id === undefined) throw new CredentialError('missing_field', { field: idField })
  if (pem === undefined) throw new CredentialError('missing_field', { field })
  if (!id.startsWith('PUB_KEY_ID_')) throw new CredentialError('merchant_serial_given', { field: idField })
  return [{ serial: id, key: readPublicKey(pem, field), field }]
}

function readCertificates(pems: readonly string[], prefix: string): Found[] {
  return pems.map((pem, index) => {
    const field = `${prefix}wechatpay_certificates.${index}`
    const certificate = readCertificate(pem, field)
    return { serial: certificate.serialNumber.toUpperCase(), key: certificate.publicKey, field }
  })
}
