import { createCipheriv, randomBytes } from 'node:crypto'
import { type Answer, jsonAnswer } from './answer.ts'
import type { PlatformKey } from './keyring.ts'
import { isAccepted } from './keys.ts'
import type { JsonObject } from './parse-json.ts'
import { formatTime } from './times.ts'
import type { CallRequest, World } from './world.ts'

const ASSOCIATED_DATA = 'certificate'

/** All platform certificates in use, the oldest first: who takes the first takes the wrong one (CONTRACT.md 5.3). */
export async function listCertificates(world: World, { ring }: CallRequest): Promise<Answer> {
  const nowMs = world.now()
  const listed = ring.certificates.filter(key => isAccepted(key, nowMs)).toReversed()
  return jsonAnswer(200, { data: listed.map(key => showCertificate(key, ring.apiV3Key)) })
}

function showCertificate({ serial, certificate }: PlatformKey, apiV3Key: string): JsonObject {
  const nonce = randomBytes(6).toString('hex')
  const cipher = createCipheriv('aes-256-gcm', apiV3Key, nonce)
  cipher.setAAD(Buffer.from(ASSOCIATED_DATA))
  const ciphertext = Buffer.concat([cipher.update(certificate.toString()), cipher.final(), cipher.getAuthTag()])
  return {
    serial_no: serial,
    effective_time: timeOf(certificate.validFromDate),
    expire_time: timeOf(certificate.validToDate),
    encrypt_certificate: {
      algorithm: 'AEAD_AES_256_GCM',
      nonce,
      associated_data: ASSOCIATED_DATA,
      ciphertext: ciphertext.toString('base64'),
    },
  }
}

/** These times have no milliseconds. */
const timeOf = (date: Date) => formatTime(date.getTime()).replace(/\.\d{3}/, '')
