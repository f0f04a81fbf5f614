import { expect, test } from 'vitest'
import { checkWechatpaySerial } from '../../functions/member/wechatpay-serial.ts'

test.each([
  undefined,
  'PUB_KEY_ID_0114232134912410000000000000',
  'pub_key_id_0114',
  `PUB_KEY_ID_${'1'.repeat(64)}`,
  '5157F09EFDC096DE15EBE81A47057A7232F1B8E1',
  '5157f09efdc096de',
  '01234567',
])('%s can be a serial', serial => {
  expect(checkWechatpaySerial(serial)).toEqual([])
})

test.each([
  ['nothing', ''],
  ['a prefix alone', 'PUB_KEY_ID_'],
  ['an ID that is too long', `PUB_KEY_ID_${'1'.repeat(65)}`],
  ['two of them', 'PUB_KEY_ID_1,PUB_KEY_ID_2'],
  ['space around it', ' PUB_KEY_ID_1'],
  ['a line break after it', 'PUB_KEY_ID_1\n'],
  ['a header behind it', 'PUB_KEY_ID_1\r\nHost: example.com'],
  ['seven digits', '0123456'],
  ['forty-one digits', '0'.repeat(41)],
  ['digits that are not hexadecimal', '0123456G'],
  ['digits of another script', '０１２３４５６７'],
])('%s can be none: one fault, which does not repeat it', (_, serial) => {
  const faults = checkWechatpaySerial(serial)
  expect(faults).toEqual([
    { pointer: 'Wechatpay-Serial', code: 'wechatpay_serial_malformed', detail: expect.stringMatching(/^Must be /) },
  ])
  if (serial !== '') expect(JSON.stringify(faults)).not.toContain(JSON.stringify(serial).slice(1, -1))
})
