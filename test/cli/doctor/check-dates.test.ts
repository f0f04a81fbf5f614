import { X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { checkDates } from '../../../cli/doctor/check-dates.ts'
import type { Finding } from '../../../cli/doctor/finding.ts'
import { NOW } from '../../wechatpay/fixtures.ts'
import { certificateOf, DAYS, MERCHANT_SERIAL, merchantKey } from './credentials.ts'

test.each<[from: number, to: number, spare: boolean, Finding['verdict'], string]>([
  [-365, 365, false, 'ok', 'valid until 2025-08-05, 365 days from now'],
  [-365, 90, false, 'ok', '90 days'],
  [-365, 89, false, 'doubtful', '89 days'],
  [-365, 30, false, 'doubtful', '30 days'],
  [-365, 29, false, 'doubtful', '29 days'],
  [-365, 1, false, 'doubtful', 'one day'],
  [-365, 0, false, 'wrong', 'expired on 2024-08-05'],
  [-365, -1, false, 'wrong', 'expired on 2024-08-04'],
  [-365, -1, true, 'doubtful', 'expired on 2024-08-04'],
  [1, 365, false, 'wrong', 'not valid before 2024-08-06'],
  [1, 365, true, 'doubtful', 'not valid before 2024-08-06'],
  [0, 365, false, 'ok', 'valid until'],
])('from %i to %i days from now, spare: %s', (from, to, spare, verdict, says) => {
  const validity = { validFrom: DAYS(from), validTo: DAYS(to) }
  const certificate = new X509Certificate(certificateOf(merchantKey, MERCHANT_SERIAL, validity))
  const finding = checkDates(certificate, 'a certificate', NOW, spare)
  expect(finding).toMatchObject({ verdict, check: 'dates' })
  expect(finding.says).toContain(says)
  expect(finding.mend === undefined).toBe(verdict === 'ok')
})

test.each([
  [29, 'Replace it now'],
  [30, 'Plan its replacement'],
])('%i days before its end the mend is: %s', (days, mend) => {
  const validity = { validFrom: DAYS(-1), validTo: DAYS(days) }
  const certificate = new X509Certificate(certificateOf(merchantKey, MERCHANT_SERIAL, validity))
  expect(checkDates(certificate, 'a certificate', NOW, false).mend).toContain(mend)
})
