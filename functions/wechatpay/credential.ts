import type { KeyObject } from 'node:crypto'
import type { Signatory } from './authorization.ts'

/** One version of the secret, ready for use: keys parsed once, the PEM texts gone. */
export type Credential = Signatory & {
  /** VersionId of the secret. */
  version: string
  /** Serial of the caller's API certificate, upper case. */
  serial: string
  /** The WeChat Pay key that personal fields are encrypted with now, and its name for Wechatpay-Serial. */
  encryption: { serial: string; key: KeyObject }
  /** Every WeChat Pay key held, by serial in upper case: for verifying, and for requests encrypted under it already. */
  wechatpayKeys: ReadonlyMap<string, KeyObject>
  /** SHA-256 with RSA over the message, base64. */
  sign(message: Uint8Array): Promise<string>
  /** Plain text of a base64 OAEP ciphertext; rejects where no private key held opens it. */
  decrypt(ciphertext: string): Promise<string>
}
