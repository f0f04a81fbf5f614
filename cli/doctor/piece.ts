import type { KeyObject, X509Certificate } from 'node:crypto'

/** What a key or certificate is to the credential. */
export type Role = 'merchant_key' | 'merchant_certificate' | 'wechatpay_key' | 'platform_certificate'

/**
 * A key or a certificate that could be read. `publicKey`: its public part. `set`: the field group of the secret that it
 * stands in, or a file of its own.
 */
export type Piece = {
  where: string
  role: Role
  set: 'current' | 'previous' | 'file'
  publicKey: KeyObject
  certificate?: X509Certificate
}
