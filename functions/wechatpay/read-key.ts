import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto'
import { CredentialError } from './credential-error.ts'
import type { CredentialErrorCode } from './credential-faults.ts'
import { unwrapPem } from './unwrap-pem.ts'

/** What a PEM text holds; `key` of a certificate is its public key. */
export type Material =
  | { kind: 'certificate'; certificate: X509Certificate; key: KeyObject }
  | { kind: 'private_key'; key: KeyObject }
  | { kind: 'public_key'; key: KeyObject }

/** What to say where another kind was given than the field needs: [needed][given]. */
const MISTAKEN = {
  private_key: { certificate: 'certificate_given', public_key: 'public_key_given' },
  public_key: { certificate: 'certificate_given', private_key: 'private_key_given' },
  certificate: { private_key: 'key_given', public_key: 'key_given' },
} as const satisfies Record<string, Record<string, CredentialErrorCode>>

/** The merchant's private key; throws a CredentialError that says what was given instead. */
export function readPrivateKey(text: string, field: string): KeyObject {
  const material = readMaterial(text, field)
  if (material.kind !== 'private_key') throw new CredentialError(MISTAKEN.private_key[material.kind], { field })
  return material.key
}

/** WeChat Pay's public key; throws a CredentialError that says what was given instead. */
export function readPublicKey(text: string, field: string): KeyObject {
  const material = readMaterial(text, field)
  if (material.kind !== 'public_key') throw new CredentialError(MISTAKEN.public_key[material.kind], { field })
  return material.key
}

/** A certificate; throws a CredentialError that says what was given instead. */
export function readCertificate(text: string, field: string): X509Certificate {
  const material = readMaterial(text, field)
  if (material.kind !== 'certificate') throw new CredentialError(MISTAKEN.certificate[material.kind], { field })
  return material.certificate
}

/** Whatever the text holds, an RSA key of 2048 bits in it. By content, not by armour: labels are lost or wrong too often. */
export function readMaterial(text: string, field: string): Material {
  const { der, label, encrypted } = unwrapPem(text)
  if (encrypted) throw new CredentialError('encrypted_key', { field })
  const material = asCertificate(der) ?? asPrivateKey(der, field) ?? asPublicKey(der)
  if (!material) throw new CredentialError(nameOther(der, label), { field })
  if (material.key.asymmetricKeyType !== 'rsa') throw new CredentialError('not_rsa', { field })
  if (material.key.asymmetricKeyDetails?.modulusLength !== 2048) throw new CredentialError('wrong_key_size', { field })
  return material
}

/** What else lies beside the keys that a merchant downloads, and what was not copied whole. All are DER sequences. */
function nameOther(der: Buffer, label: string): CredentialErrorCode {
  const [, length = '', content = ''] = /^3082(.{4})(.*)$/.exec(der.toString('hex')) ?? []
  if (label.endsWith('REQUEST') || /^3082.{4}02010030/.test(content)) return 'request_given'
  // A PFX begins with version 3 (RFC 7292, 4).
  if (content.startsWith('020103')) return 'pkcs12_given'
  return Number.parseInt(length, 16) > content.length / 2 ? 'incomplete' : 'unreadable'
}

function asCertificate(der: Buffer): Material | undefined {
  try {
    const certificate = new X509Certificate(der)
    return { kind: 'certificate', certificate, key: certificate.publicKey }
  } catch {
    return undefined
  }
}

function asPrivateKey(der: Buffer, field: string): Material | undefined {
  for (const type of ['pkcs8', 'pkcs1', 'sec1'] as const) {
    try {
      return { kind: 'private_key', key: createPrivateKey({ key: der, format: 'der', type }) }
    } catch (cause) {
      if (cause instanceof Error && 'code' in cause && cause.code === 'ERR_MISSING_PASSPHRASE') {
        throw new CredentialError('encrypted_key', { field })
      }
    }
  }
  return undefined
}

function asPublicKey(der: Buffer): Material | undefined {
  for (const type of ['spki', 'pkcs1'] as const) {
    try {
      return { kind: 'public_key', key: createPublicKey({ key: der, format: 'der', type }) }
    } catch {}
  }
  return undefined
}
