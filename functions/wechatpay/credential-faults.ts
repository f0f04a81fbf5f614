import type { Reason } from '../member/reasons.ts'

/** What can be wrong with the credential, in the secret or with the KMS keys in its place: a closed set of stable codes. */
export const CREDENTIAL_FAULTS = {
  secret_unavailable: { sentence: 'The secret cannot be read.', mend: 'Check its name and the right to read it.' },
  no_value: { sentence: 'The secret does not exist or has no value yet.', mend: 'Put the credential into it as JSON.' },
  not_json: {
    sentence: 'The secret is not a JSON object.',
    mend: 'Store it as {"mchid": …, "merchant_serial_no": …, …}.',
  },
  unknown_field: { sentence: 'This name is unknown.', mend: 'Remove it or correct its spelling.' },
  missing_field: { sentence: 'This field is missing.', mend: 'Add it.' },
  malformed_field: {
    sentence: 'This field does not have the form it needs.',
    mend: 'Copy it again from the merchant platform.',
  },
  identity_not_single: {
    sentence: 'The secret has both mchid and brand_id, or neither.',
    mend: 'Give exactly one: mchid (service provider) or brand_id (brand).',
  },
  unreadable: {
    sentence: 'This is neither a key nor a certificate, or it is damaged.',
    mend: 'Copy the whole PEM file again.',
  },
  incomplete: { sentence: 'A part of the text is missing.', mend: 'Copy the whole PEM file again, from BEGIN to END.' },
  request_given: { sentence: 'This is a request for a certificate.', mend: 'Take the file that was issued for it.' },
  pkcs12_given: {
    sentence: 'This is a PKCS#12 file (apiclient_cert.p12).',
    mend: 'Take the PEM file that came with it.',
  },
  certificate_given: {
    sentence: 'This is a certificate, a key belongs here.',
    mend: 'Take apiclient_key.pem or pub_key.pem.',
  },
  public_key_given: { sentence: 'This is a public key, a private key belongs here.', mend: 'Take apiclient_key.pem.' },
  private_key_given: {
    sentence: 'This is a private key, which does not belong here.',
    mend: 'Take the public part that WeChat Pay shows.',
  },
  key_given: {
    sentence: 'This is a key, a certificate belongs here.',
    mend: 'Take apiclient_cert.pem or the platform certificate.',
  },
  encrypted_key: {
    sentence: 'The key is encrypted, and so a private one.',
    mend: 'Where a private key belongs store it decrypted: openssl pkcs8 -topk8 -nocrypt.',
  },
  not_rsa: {
    sentence: 'The key is not an RSA key.',
    mend: 'Take the file that WeChat Pay issued: its keys are RSA keys.',
  },
  wrong_key_size: {
    sentence: 'The key does not have 2048 bits.',
    mend: 'Take the file that WeChat Pay issued: its keys have 2048 bits.',
  },
  merchant_serial_given: {
    sentence: "This is a certificate serial, the ID of WeChat Pay's public key (PUB_KEY_ID_…) belongs here.",
    mend: 'Copy it from the platform.',
  },
  wechatpay_key_id_given: {
    sentence: "This is the ID of WeChat Pay's public key, the serial of the merchant's API certificate belongs here.",
    mend: 'Copy it from the merchant platform, API certificate.',
  },
  decimal_serial: {
    sentence: 'The serial is written in decimal.',
    mend: 'Write it in hexadecimal, as the merchant platform shows it.',
  },
  own_key_given: {
    sentence: "This is the merchant's own key, WeChat Pay's belongs here.",
    mend: 'Download pub_key.pem from the platform.',
  },
  certificate_of_other_key: {
    sentence: 'The certificate does not belong to merchant_private_key.',
    mend: 'Take both from one download.',
  },
  certificate_of_other_serial: {
    sentence: 'The certificate has another serial than merchant_serial_no.',
    mend: 'Take the serial from it.',
  },
  brand_needs_public_key: {
    sentence: 'A brand has no platform certificates, only the WeChat Pay public key.',
    mend: 'Give wechatpay_public_key_id and wechatpay_public_key.',
  },
  no_wechatpay_key: {
    sentence: 'No key of WeChat Pay is given.',
    mend: 'Add wechatpay_public_key_id and wechatpay_public_key, or platform certificates, or api_v3_key to fetch those.',
  },
  certificates_expired: {
    sentence: 'None of these certificates is valid now.',
    mend: 'Add the newest one, or api_v3_key to fetch it.',
  },
  certificates_unreachable: {
    sentence: 'The platform certificates cannot be fetched now.',
    mend: 'Wait: it is tried again.',
  },
  certificates_refused: {
    sentence: 'WeChat Pay refuses to hand out its certificates.',
    mend: "Check merchant_serial_no, the merchant's key and the clock.",
  },
  certificates_absent: {
    sentence: 'WeChat Pay has no valid platform certificate for this merchant.',
    mend: 'Use its public key: wechatpay_public_key_id and wechatpay_public_key.',
  },
  certificates_untrusted: {
    sentence: 'The certificates that were fetched are not genuine, or not encrypted with this key.',
    mend: 'Check the key and the clock.',
  },
  key_unavailable: { sentence: 'KMS does not answer now, or its quota is used up.', mend: 'Wait: it is asked again.' },
  key_access_denied: {
    sentence: 'KMS denies the use of this key.',
    mend: 'Allow it to the role of the function: kms:GetPublicKey, and kms:Sign or kms:Decrypt.',
  },
  key_missing: { sentence: 'KMS has no such key.', mend: 'Check ID, account and region.' },
  key_disabled: {
    sentence: 'This key is disabled, waits for its deletion, or has no key material yet.',
    mend: 'Enable it or import the material.',
  },
  key_unfit: {
    sentence: 'This key is not made for its task.',
    mend: 'An RSA_2048 key is needed, with usage SIGN_VERIFY to sign or ENCRYPT_DECRYPT to decrypt.',
  },
  key_of_other_certificate: {
    sentence: 'This key is not the one of merchant_certificate.',
    mend: 'Name the right key, or put certificate and serial of this one into the secret.',
  },
  keys_differ: {
    sentence: 'This key holds another private key than the signing key.',
    mend: 'Import the same pair into both.',
  },
} as const satisfies Record<string, Reason>

export type CredentialErrorCode = keyof typeof CREDENTIAL_FAULTS
