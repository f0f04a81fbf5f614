import { createPublicKey } from 'node:crypto'
import { CredentialError } from '../../functions/wechatpay/credential-error.ts'
import { CREDENTIAL_FAULTS } from '../../functions/wechatpay/credential-faults.ts'
import {
  type Material,
  readCertificate,
  readMaterial,
  readPrivateKey,
  readPublicKey,
} from '../../functions/wechatpay/read-key.ts'
import { describeCertificate, ownerOf } from './describe-certificate.ts'
import { doubtful, type Finding, ok, wrong } from './finding.ts'
import { nameDamage } from './name-damage.ts'
import type { Piece, Role } from './piece.ts'
import { DER } from './read-input.ts'

type Place = { where: string; set: Piece['set']; notes?: readonly string[] }
type Inspected = { findings: Finding[]; piece?: Piece }

const NEEDED: Record<Role, (text: string, field: string) => unknown> = {
  merchant_key: readPrivateKey,
  merchant_certificate: readCertificate,
  wechatpay_key: readPublicKey,
  platform_certificate: readCertificate,
}

const FIELDS: Record<Role, string> = {
  merchant_key: 'merchant_private_key',
  merchant_certificate: 'merchant_certificate',
  wechatpay_key: 'wechatpay_public_key',
  platform_certificate: 'wechatpay_certificates',
}

/** Which kind of file a text is, and what was damaged on its road; `needed`: what belongs there, in a field of the secret. */
export function inspectPem(text: string, { where, set, notes = [] }: Place, needed?: Role): Inspected {
  try {
    if (needed) NEEDED[needed](text, '')
    const material = readMaterial(text, '')
    const role = needed ?? roleOf(material)
    const damages = [...notes, ...(notes.includes(DER) ? [] : nameDamage(text, material.kind))]
    const says = `This is ${describe(material)}${needed ? '' : `${USUAL[material.kind]}; it belongs into ${FIELDS[role]}`}.`
    const publicKey = material.kind === 'private_key' ? createPublicKey(material.key) : material.key
    return {
      findings: [ok('kind', where, says), ...damages.map(damage => doubtful('damage', where, `It ${damage}.`, MEND))],
      piece: {
        where,
        role,
        set,
        publicKey,
        ...(material.kind === 'certificate' && { certificate: material.certificate }),
      },
    }
  } catch (error) {
    if (!(error instanceof CredentialError)) throw error
    const { sentence, mend } = CREDENTIAL_FAULTS[error.code]
    return { findings: [wrong('kind', where, sentence, mend)] }
  }
}

const MEND = 'It is read all the same; other tools may not. Copy the file again as it was issued.'

function roleOf(material: Material): Role {
  if (material.kind === 'private_key') return 'merchant_key'
  if (material.kind === 'public_key') return 'wechatpay_key'
  return ownerOf(material.certificate).kind === 'platform' ? 'platform_certificate' : 'merchant_certificate'
}

function describe(material: Material): string {
  if (material.kind === 'certificate') return describeCertificate(material.certificate)
  return material.kind === 'private_key' ? 'a private key, RSA 2048 bits' : 'a public key, RSA 2048 bits'
}

/** Whose a key of its own is: nothing in it says so. */
const USUAL: Record<Material['kind'], string> = {
  private_key: ": the merchant's (apiclient_key.pem)",
  public_key: ": WeChat Pay's (pub_key.pem), unless it is told to be the merchant's own",
  certificate: '',
}
