import { X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { checkSerial } from '../../../cli/doctor/check-serial.ts'
import type { Piece } from '../../../cli/doctor/piece.ts'
import {
  certificateOf,
  KEY_ID,
  MERCHANT_SERIAL,
  merchantKey,
  OTHER_SERIAL,
  PLATFORM_SERIAL,
  platformOf,
  wechatpayKey,
} from './credentials.ts'

const piece = (role: Piece['role'], pem: string): Piece => {
  const certificate = new X509Certificate(pem)
  return { where: role, role, set: 'current', publicKey: certificate.publicKey, certificate }
}
const own = piece('merchant_certificate', certificateOf(merchantKey))
const short = piece('merchant_certificate', certificateOf(merchantKey, '0A1B2C3D4E'))
const platform = piece('platform_certificate', platformOf(wechatpayKey))
const decimal = (serial: string) => String(BigInt(`0x${serial}`))

test.each<[string, string, Piece[], string]>([
  ["the certificate's", MERCHANT_SERIAL, [own], 'serial ok'],
  ['in lower case, with white space', ` ${MERCHANT_SERIAL.toLowerCase()}\n`, [own], 'serial ok'],
  ['without its leading zero', 'A1B2C3D4E', [short], 'serial ok'],
  ["another certificate's", OTHER_SERIAL, [own], 'serial wrong'],
  ['in decimal', decimal(MERCHANT_SERIAL), [own], 'serial wrong'],
  ['in decimal, as short as hexadecimal', decimal('0A1B2C3D4E'), [short], 'serial wrong'],
  ["the platform's", PLATFORM_SERIAL, [own, platform], 'serial wrong'],
  ["the platform's, without the certificate", PLATFORM_SERIAL, [platform], 'serial wrong'],
  ['in decimal, without the certificate', decimal(MERCHANT_SERIAL), [], 'serial wrong'],
  ['without letters, without the certificate', '1'.repeat(40), [], 'serial doubtful'],
  ['of the right form, without the certificate', MERCHANT_SERIAL, [], 'field ok'],
  ['a key ID', KEY_ID, [own], 'serial wrong'],
  ['without the form of a serial', 'not one', [own], 'undefined undefined'],
])('%s', (_, serial, pieces, told) => {
  const finding = checkSerial(serial, 'a field', pieces)
  expect(`${finding?.check} ${finding?.verdict}`).toBe(told)
})

test('in decimal is told as such, and how it is written', () => {
  const finding = checkSerial(decimal('0A1B2C3D4E'), 'a field', [short])
  expect(finding).toMatchObject({
    says: 'It is written in decimal.',
    mend: expect.stringMatching(/^Write 0?A1B2C3D4E, if merchant_certificate/),
  })
})
