import { describe, expect, test } from 'vitest'
import { firstDifference, visible } from '../../../cli/doctor/compare-messages.ts'

const SIGNED = 'POST\n/v3/security/echo\n1722850421\nnonce1\n{"echo_message":"member-import doctor"}\n'

describe('the first difference of two messages', () => {
  const at = (text: string) => SIGNED.indexOf(text)

  test.each<[string, string, number, string, string, string]>([
    ['another method', SIGNED.replace('POST', 'PUT'), at('OST'), 'method', 'POST\\n/v3', 'PUT\\n/v3'],
    ['a path with a prefix', SIGNED.replace('/v3', '/pay/v3'), at('v3'), 'path', '/v3/security', '/pay/v3/sec'],
    ['another moment', SIGNED.replace('421', '422'), at('1\nnonce'), 'timestamp', '1722850421', '1722850422'],
    ['another nonce', SIGNED.replace('nonce1', 'nonce2'), at('1\n{'), 'nonce', 'nonce1', 'nonce2'],
    ['white space in the body', SIGNED.replace(':"', ': "'), at('"member'), 'body', ':"member', ': "member'],
    ['CRLF', SIGNED.replace('POST\n', 'POST\r\n'), at('\n'), 'method', 'POST\\n', 'POST\\r\\n'],
    ['one LF more at the end', `${SIGNED}\n`, SIGNED.length, 'body', 'doctor"}\\n', 'doctor"}\\n\\n'],
  ])('%s', (_, shown, position, part, signed, received) => {
    const difference = firstDifference(SIGNED, shown, shown.length)
    expect(difference).toMatchObject({ at: position, part })
    expect(difference?.signed).toContain(signed)
    expect(difference?.received).toContain(received)
  })

  test('none, shown whole or cut off', () => {
    expect(firstDifference(SIGNED, SIGNED, SIGNED.length)).toBeUndefined()
    expect(firstDifference(SIGNED, SIGNED.slice(0, 30), SIGNED.length)).toBeUndefined()
    expect(firstDifference(SIGNED, SIGNED.slice(0, 30), undefined)).toBeUndefined()
  })

  test('the length is counted in bytes or in characters', () => {
    const signed = `${SIGNED}会员`
    expect(firstDifference(signed, SIGNED, signed.length)).toBeUndefined()
    expect(firstDifference(signed, SIGNED, Buffer.byteLength(signed))).toBeUndefined()
  })

  test('behind what is shown, by the length', () => {
    const difference = firstDifference(SIGNED, SIGNED.slice(0, 60), SIGNED.length + 2)
    expect(difference).toMatchObject({
      at: 60,
      part: 'body',
      received: `a message of ${SIGNED.length + 2} bytes, not shown further`,
    })
  })

  test('is shown with little around it', () => {
    const long = `${SIGNED}${'A'.repeat(500)}`
    const difference = firstDifference(long, long.replace('AAAA', 'ABAA'), undefined)
    expect(difference?.received).toMatch(/^….{1,16}BA{23,}…$/)
    expect(difference?.received.length).toBeLessThan(45)
  })
})

test.each([
  ['a\nb\r\tc', 'a\\nb\\r\\tc'],
  ['\u200B\u0000\u001b[31m', '\\u{200b}\\u{0}\\u{1b}[31m'],
  ['会员，。 ok', '会员，。 ok'],
])('control characters are visible: %j', (text, shown) => {
  expect(visible(text)).toBe(shown)
})
