import type { KeyObject, X509Certificate } from 'node:crypto'
import * as v from 'valibot'
import { CredentialError } from './credential-error.ts'
import { openSealed, type Sealed } from './open-sealed.ts'
import { parseAnswer } from './parse-answer.ts'
import { type PlatformCertificate, toPlatformCertificate } from './platform-certificate.ts'
import { readCertificate } from './read-key.ts'
import { sameSerial } from './serials.ts'

const SealedSchema = v.object({
  algorithm: v.literal('AEAD_AES_256_GCM'),
  nonce: v.pipe(v.string(), v.nonEmpty()),
  associated_data: v.optional(v.string(), ''),
  ciphertext: v.pipe(v.string(), v.base64()),
})

const Download = v.object({ data: v.array(v.object({ serial_no: v.string(), encrypt_certificate: SealedSchema })) })

/** Who issues platform certificates (CONTRACT.md 5.3). Anybody can write this name: it is the tag that proves the sender. */
const ISSUER = ['O=Tenpay.com', 'CN=Tenpay.com Root CA']

/**
 * The certificates inside the answer to GET /v3/certificates, without those that have expired. Each is decrypted with the
 * APIv3 key, which only WeChat Pay and the merchant know, and its tag is checked. Throws a CredentialError if any is not
 * what it should be, or if none is left. The signature of the answer is for the caller to check, who needs these for it.
 */
export function openCertificates(body: Uint8Array, apiV3Key: KeyObject, now: number): PlatformCertificate[] {
  const download = v.safeParse(Download, parseAnswer(body))
  if (!download.success) throw untrusted()
  const certificates = download.output.data.map(({ serial_no: serial, encrypt_certificate: sealed }) => {
    const certificate = readGenuine(sealed, apiV3Key)
    if (!sameSerial(serial, certificate.serialNumber)) throw untrusted()
    return { ...toPlatformCertificate(certificate), serial: serial.toUpperCase() }
  })
  const valid = certificates.filter(({ validTo }) => now < validTo)
  if (valid.length === 0) throw new CredentialError('certificates_absent')
  return valid
}

function readGenuine(sealed: Sealed, apiV3Key: KeyObject): X509Certificate {
  try {
    const certificate = readCertificate(openSealed(sealed, apiV3Key), 'certificate')
    const issuer = certificate.issuer.split('\n')
    if (ISSUER.every(part => issuer.includes(part))) return certificate
  } catch {}
  throw untrusted()
}

function untrusted(): CredentialError {
  return new CredentialError('certificates_untrusted', { field: 'api_v3_key' })
}
