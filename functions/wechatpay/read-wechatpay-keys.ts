import type { KeyObject } from 'node:crypto'
import { CredentialError } from './credential-error.ts'
import { type PlatformCertificate, toPlatformCertificate } from './platform-certificate.ts'
import { readCertificate, readPublicKey } from './read-key.ts'

type Fields = {
  wechatpay_public_key_id?: string | undefined
  wechatpay_public_key?: string | undefined
  wechatpay_certificates?: string[] | undefined
}

/** WeChat Pay's keys of a secret: the public key under its ID, certificates under their own serials (CONTRACT.md 5.2). */
export type WechatpayKeys = {
  publicKey?: { serial: string; key: KeyObject }
  certificates: PlatformCertificate[]
}

/** None may be the merchant's own, whose public parts are `own`. `prefix` goes before the field's name in a CredentialError. */
export function readWechatpayKeys(fields: Fields, own: readonly KeyObject[], prefix: string): WechatpayKeys {
  const publicKey = readPublicKeyOf(fields, prefix)
  if (publicKey) refuseOwn(own, publicKey.key, `${prefix}wechatpay_public_key`)
  const certificates = (fields.wechatpay_certificates ?? []).map((pem, index) => {
    const field = `${prefix}wechatpay_certificates.${index}`
    const certificate = toPlatformCertificate(readCertificate(pem, field))
    refuseOwn(own, certificate.key, field)
    return certificate
  })
  return { certificates, ...(publicKey && { publicKey }) }
}

function readPublicKeyOf(fields: Fields, prefix: string): WechatpayKeys['publicKey'] {
  const { wechatpay_public_key_id: id, wechatpay_public_key: pem } = fields
  const idField = `${prefix}wechatpay_public_key_id`
  const field = `${prefix}wechatpay_public_key`
  if (id === undefined && pem === undefined) return undefined
  if (id === undefined) throw new CredentialError('missing_field', { field: idField })
  if (pem === undefined) throw new CredentialError('missing_field', { field })
  if (!id.startsWith('PUB_KEY_ID_')) throw new CredentialError('merchant_serial_given', { field: idField })
  return { serial: id, key: readPublicKey(pem, field) }
}

function refuseOwn(own: readonly KeyObject[], key: KeyObject, field: string): void {
  if (own.some(publicKey => publicKey.equals(key))) throw new CredentialError('own_key_given', { field })
}
