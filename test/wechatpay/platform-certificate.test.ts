import { createPublicKey, X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import {
  newestOf,
  type PlatformCertificate,
  toPlatformCertificate,
} from '../../functions/wechatpay/platform-certificate.ts'
import { vectorFile, WECHATPAY_PEM } from './fixtures.ts'

const key = createPublicKey(WECHATPAY_PEM)
const certificate = (serial: string, validFrom: number, validTo: number): PlatformCertificate => ({
  serial,
  key,
  validFrom,
  validTo,
})

test.each<[string, PlatformCertificate[], string | undefined]>([
  ['none', [], undefined],
  ['the only one', [certificate('A', 0, 200)], 'A'],
  ['the latest effective, in whatever order', [certificate('A', 0, 200), certificate('B', 50, 150)], 'B'],
  ['the latest effective, in whatever order', [certificate('B', 50, 150), certificate('A', 0, 200)], 'B'],
  ['one that is effective from now', [certificate('A', 0, 200), certificate('B', 100, 150)], 'B'],
  ['none that is effective only from then on', [certificate('A', 0, 200), certificate('B', 101, 150)], 'A'],
  ['none that ends now', [certificate('A', 0, 200), certificate('B', 50, 100)], 'A'],
  ['none, where all have ended or not begun', [certificate('A', 0, 100), certificate('B', 101, 150)], undefined],
])('encrypts: %s', (_, certificates, serial) => {
  expect(newestOf(certificates, 100)?.serial).toBe(serial)
})

test('a certificate is read with its serial and dates', () => {
  const read = toPlatformCertificate(new X509Certificate(vectorFile('java_wechat_pay_certificate.pem')))
  expect(read).toMatchObject({
    serial: '440024045C4A427599D09BB4E3DE0279F2E813FD',
    validFrom: Date.parse('2022-05-10T02:04:30Z'),
    validTo: Date.parse('2025-05-09T02:04:30Z'),
  })
  expect(read.key.equals(key)).toBe(true)
})
