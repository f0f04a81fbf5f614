const FAULTS = {
  secret_unavailable: 'The secret cannot be read. Check its name and the right to read it.',
  no_value: 'The secret does not exist or has no value yet. Put the credential into it as JSON.',
  not_json: 'The secret is not a JSON object. Store it as {"mchid": …, "merchant_serial_no": …, …}.',
  unknown_field: 'This name is unknown. Remove it or correct its spelling.',
  missing_field: 'This field is missing. Add it.',
  malformed_field: 'This field does not have the form it needs. Copy it again from the merchant platform.',
  identity_not_single: 'Give exactly one of mchid (service provider) and brand_id (brand).',
  unreadable: 'This is neither a key nor a certificate, or it is damaged. Copy the whole PEM file again.',
  incomplete: 'A part of the text is missing. Copy the whole PEM file again, from BEGIN to END.',
  request_given: 'This is a request for a certificate. Take the file that was issued for it.',
  pkcs12_given: 'This is a PKCS#12 file (apiclient_cert.p12). Take the PEM file that came with it.',
  certificate_given: 'This is a certificate, a key belongs here. Take apiclient_key.pem or pub_key.pem.',
  public_key_given: 'This is a public key, a private key belongs here. Take apiclient_key.pem.',
  private_key_given: 'This is a private key, which does not belong here. Take the public part that WeChat Pay shows.',
  key_given: 'This is a key, a certificate belongs here. Take apiclient_cert.pem or the platform certificate.',
  encrypted_key:
    'The key is encrypted, and so a private one. Where a private key belongs store it decrypted: openssl pkcs8 -topk8 -nocrypt.',
  not_rsa: 'The key is not an RSA key. WeChat Pay signs with RSA.',
  wrong_key_size: 'The key does not have 2048 bits. WeChat Pay issues RSA keys of 2048 bits only.',
  merchant_serial_given:
    "This is a certificate serial, the ID of WeChat Pay's public key (PUB_KEY_ID_…) belongs here. Copy it from the platform.",
  wechatpay_key_id_given:
    "This is the ID of WeChat Pay's public key, the serial of the merchant's API certificate belongs here.",
  decimal_serial: 'The serial is written in decimal. Write it in hexadecimal, as the merchant platform shows it.',
  own_key_given: "This is the merchant's own key, WeChat Pay's belongs here. Download pub_key.pem from the platform.",
  certificate_of_other_key: 'The certificate does not belong to merchant_private_key. Take both from one download.',
  certificate_of_other_serial: 'The certificate has another serial than merchant_serial_no. Take the serial from it.',
  brand_needs_public_key:
    'A brand has no platform certificates, only the WeChat Pay public key: wechatpay_public_key_id and wechatpay_public_key.',
  no_wechatpay_key:
    'No key of WeChat Pay is given. Add wechatpay_public_key_id and wechatpay_public_key, or platform certificates, or api_v3_key to fetch those.',
  certificates_expired: 'None of these certificates is valid now. Add the newest one, or api_v3_key to fetch it.',
  certificates_unreachable: 'The platform certificates cannot be fetched now. It is tried again.',
  certificates_refused:
    "WeChat Pay refuses to hand out its certificates. Check merchant_serial_no, the merchant's key and the clock.",
  certificates_absent:
    'WeChat Pay has no valid platform certificate for this merchant. Use its public key: wechatpay_public_key_id and wechatpay_public_key.',
  certificates_untrusted:
    'The certificates that were fetched are not genuine, or not encrypted with this key. Check the key and the clock.',
  key_unavailable: 'KMS does not answer now, or its quota is used up. It is asked again.',
  key_access_denied:
    'KMS denies the use of this key. Allow it to the role of the function: kms:GetPublicKey, and kms:Sign or kms:Decrypt.',
  key_missing: 'KMS has no such key. Check ID, account and region.',
  key_disabled:
    'This key is disabled, waits for its deletion, or has no key material yet. Enable it or import the material.',
  key_unfit:
    'This key is not made for its task. An RSA_2048 key is needed, with usage SIGN_VERIFY to sign or ENCRYPT_DECRYPT to decrypt.',
  key_of_other_certificate:
    'This key is not the one of merchant_certificate. Name the right key, or put certificate and serial of this one into the secret.',
  keys_differ: 'This key holds another private key than the signing key. Import the same pair into both.',
} as const satisfies Record<string, string>

export type CredentialErrorCode = keyof typeof FAULTS

/** What passes by itself: everything that is needed may be in order. */
const PASSING: ReadonlySet<CredentialErrorCode> = new Set([
  'secret_unavailable',
  'key_unavailable',
  'certificates_unreachable',
])

/** What can be mended where it is, without another version of the secret. */
const MENDED_ELSEWHERE: ReadonlySet<CredentialErrorCode> = new Set([
  'key_access_denied',
  'key_missing',
  'key_disabled',
  'key_unfit',
  'key_of_other_certificate',
  'keys_differ',
  'certificates_refused',
  'certificates_absent',
  'certificates_untrusted',
])

/**
 * Why the credential secret cannot be used: a stable code, the field, and a message that says what to do. Never a
 * value. `versionId` is the version of the secret that was read; where the fault can be mended without another one, the
 * code is added to it, so that it differs from what is read when all is well again.
 */
export class CredentialError extends Error {
  readonly code: CredentialErrorCode
  readonly field: string | undefined
  readonly versionId: string | undefined

  constructor(code: CredentialErrorCode, where: { field?: string; versionId?: string; cause?: unknown } = {}) {
    super(where.field ? `${where.field}: ${FAULTS[code]}` : FAULTS[code], { cause: where.cause })
    this.name = 'CredentialError'
    this.code = code
    this.field = where.field
    const elsewhere = where.versionId !== undefined && MENDED_ELSEWHERE.has(code)
    this.versionId = elsewhere ? `${where.versionId}:${code}` : where.versionId
  }

  /** The same, found in that version of the secret. */
  of(versionId: string): CredentialError {
    return new CredentialError(this.code, { ...(this.field && { field: this.field }), versionId, cause: this.cause })
  }

  /** Whether it passes by itself. */
  get passing(): boolean {
    return PASSING.has(this.code)
  }
}
