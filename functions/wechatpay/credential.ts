import type { KeyObject } from 'node:crypto'
import type { Signatory } from './authorization.ts'

/** Who signs a request, and how. */
export type Signer = Signatory & {
  /** Serial of the caller's API certificate, upper case. */
  serial: string
  /** SHA-256 with RSA over the message, base64. Rejects with a CredentialError where the key cannot be used. */
  sign(message: Uint8Array): Promise<string>
}

/** One version of the secret, ready for use: keys parsed once, the PEM texts gone. */
export type Credential = Signer & {
  /** VersionId of the secret; behind it what else the keys depend on. */
  version: string
  /** The WeChat Pay key that personal fields are encrypted with now, and its name for Wechatpay-Serial. */
  encryption: { serial: string; key: KeyObject }
  /** Every WeChat Pay key held, by serial in upper case: for verifying, and for requests encrypted under it already. */
  wechatpayKeys: ReadonlyMap<string, KeyObject>
  /** Plain text of a base64 OAEP ciphertext; rejects where no private key held opens it. */
  decrypt(ciphertext: string): Promise<string>
}
