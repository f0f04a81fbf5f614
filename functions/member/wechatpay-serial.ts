import type { Fault } from './faults.ts'

/** The ID of a WeChat Pay public key, or the serial of a platform certificate (CONTRACT.md 5.2). */
export const SERIAL_FORM = /^(PUB_KEY_ID_[0-9A-Z]{1,64}|[0-9A-F]{8,40})$/i

/** What is wrong with the Wechatpay-Serial that came with a pre-encrypted request. */
export function checkWechatpaySerial(serial: string | undefined): Fault[] {
  if (serial === undefined || SERIAL_FORM.test(serial)) return []
  return [
    {
      pointer: 'Wechatpay-Serial',
      code: 'wechatpay_serial_malformed',
      detail: 'Must be the ID of the WeChat Pay public key that encrypted the request, or a certificate serial.',
    },
  ]
}
