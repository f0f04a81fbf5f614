import { describe, expect, test } from 'vitest'
import { readMessage } from '../../functions/import/read-message.ts'
import { CIPHERTEXT } from '../member/samples.ts'
import { sampleMessage, sampleRequest, singleMessage } from './samples.ts'

const codes = (read: ReturnType<typeof readMessage>) => ('faults' in read ? read.faults.map(fault => fault.code) : [])

describe('attributes', () => {
  test('of a row', () => {
    expect(readMessage(sampleMessage(17))).toEqual({
      row: { jobId: 'job-1', row: 17 },
      request: sampleRequest(),
      settleOnly: false,
    })
  })

  test('none: a single import', () => {
    expect(readMessage(singleMessage())).toStrictEqual({ request: sampleRequest(), settleOnly: false })
  })

  test('no Wechatpay-Serial: the personal fields are plain', () => {
    const plain = sampleRequest({ phone_number: '13800138000' })
    expect(readMessage(sampleMessage(1, plain))).toMatchObject({ request: plain })
  })

  test('settle', () => {
    expect(readMessage(singleMessage(sampleRequest(), { settle: 'true' }))).toMatchObject({ settleOnly: true })
  })

  test('Wechatpay-Serial: the personal fields must be ciphertext already', () => {
    const serial = { 'Wechatpay-Serial': 'PUB_KEY_ID_1' }
    const sealed = sampleRequest({ phone_number: CIPHERTEXT })
    expect(readMessage(sampleMessage(1, sealed, serial))).toMatchObject({ serial: 'PUB_KEY_ID_1', request: sealed })
    const plain = sampleRequest({ phone_number: '13800138000' })
    expect(codes(readMessage(sampleMessage(1, plain, serial)))).toEqual(['ciphertext_malformed'])
  })

  test.each(['', 'PUB_KEY_ID_', 'PUB_KEY_ID_1\r\nHost: example.com', '478515832665'.repeat(4)])(
    'Wechatpay-Serial %j can be none: told with its row, and with the faults of the body',
    async serial => {
      const attributes = { 'Wechatpay-Serial': serial }
      const whole = sampleRequest({ phone_number: CIPHERTEXT })
      const read = readMessage(sampleMessage(5, whole, attributes))
      expect(read).toMatchObject({ row: { jobId: 'job-1', row: 5 }, faults: [{ pointer: 'Wechatpay-Serial' }] })
      expect(codes(read)).toEqual(['wechatpay_serial_malformed'])
      const plain = sampleRequest({ phone_number: '13800138000' })
      const both = ['wechatpay_serial_malformed', 'ciphertext_malformed']
      expect(codes(readMessage(sampleMessage(5, plain, attributes)))).toEqual(both)
      expect(codes(readMessage(sampleMessage(5, '{', attributes)))).toEqual(['wechatpay_serial_malformed', 'not_json'])
    },
  )

  test.each([
    ['job_id alone', { job_id: 'job-1' }],
    ['row alone', { row: '1' }],
    ['a job_id of other characters', { job_id: 'job 1', row: '1' }],
    ['a job_id that is too long', { job_id: 'j'.repeat(65), row: '1' }],
    ['row 0', { job_id: 'job-1', row: '0' }],
    ['a row with a sign', { job_id: 'job-1', row: '+1' }],
    ['a row with leading zeros', { job_id: 'job-1', row: '007' }],
    ['a row that is no decimal', { job_id: 'job-1', row: '1e3' }],
  ])('%s: a message that can never succeed', (_, attributes) => {
    const read = readMessage(singleMessage(sampleRequest(), attributes))
    expect(codes(read)).toEqual(['message_attributes_invalid'])
    expect(read).not.toHaveProperty('row')
  })
})

describe('a body that can never succeed is told with its row', () => {
  test.each([
    ['not JSON', 'hello', 'not_json'],
    ['nested too deep', '['.repeat(10_000), 'nested_too_deep'],
    ['a key twice', '{"card_id":"a","card_id":"b"}', 'duplicate_key'],
    ['__proto__', '{"__proto__":{}}', 'forbidden_key'],
    ['not an object', '[]', 'wrong_type'],
    ['over 256 KiB', `"${'a'.repeat(262_144)}"`, 'body_too_large'],
  ])('%s', (_, body, code) => {
    const read = readMessage(sampleMessage(2, body))
    expect(read.row).toEqual({ jobId: 'job-1', row: 2 })
    expect(codes(read)).toContain(code)
  })

  test('every fault of a request at once', () => {
    const { card_id: _, ...request } = sampleRequest({ user_card_code: '卡' })
    expect(codes(readMessage(sampleMessage(3, request))).sort()).toEqual(['missing', 'user_card_code_invalid'])
  })
})

test('the brand of a brand credential need not be named, and no other may be', () => {
  const { brand_id: _, ...request } = sampleRequest()
  expect(readMessage(sampleMessage(1, request), '1004')).toMatchObject({ request })
  expect(codes(readMessage(sampleMessage(1, request)))).toEqual(['missing'])
  expect(codes(readMessage(sampleMessage(1), '9999'))).toEqual(['other_brand'])
})

test('a card is checked as of the sending of its message, however late it is received', () => {
  const validity = (end: string) => ({
    type: 'FIX_TIME_RANGE' as const,
    available_begin_time: '2024-01-01T00:00:00+08:00',
    available_end_time: end,
  })
  const soon = sampleRequest({ valid_date_information: validity('2026-08-02T00:00:00Z') })
  expect(codes(readMessage({ ...sampleMessage(1, soon), receives: 900 }))).toEqual([])
  const past = sampleRequest({ valid_date_information: validity('2026-07-31T00:00:00Z') })
  expect(codes(readMessage(sampleMessage(1, past)))).toEqual(['card_expired'])
})
