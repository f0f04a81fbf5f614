import { describe, expect, test } from 'vitest'
import { quote, readRefusal } from '../../../cli/doctor/read-refusal.ts'

const read = (value: unknown) => readRefusal(Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)))
const NOTHING = { code: '', message: '', issue: '' }

describe('a refusal is read leniently', () => {
  test.each<[string, unknown, object]>([
    ['no JSON', '<html>', NOTHING],
    ['another shape', { code: 1, message: [], detail: 'x' }, NOTHING],
    ['an envelope', { code: 'NO_AUTH', message: '无权限' }, { ...NOTHING, code: 'NO_AUTH', message: '无权限' }],
    ['an issue', { detail: { issue: 'a' } }, { ...NOTHING, issue: 'a' }],
    ['a nested issue', { detail: { detail: { issue: 'b' } } }, { ...NOTHING, issue: 'b' }],
    [
      'the message that was verified',
      { detail: { sign_information: { sign_message_length: 9, truncated_sign_message: 'GET\n' } } },
      { ...NOTHING, signMessage: { shown: 'GET\n', length: 9 } },
    ],
    [
      'the message without its length',
      { detail: { sign_information: { sign_message_length: 'x', truncated_sign_message: 'GET\n' } } },
      { ...NOTHING, signMessage: { shown: 'GET\n', length: undefined } },
    ],
    ['an empty message', { detail: { sign_information: { truncated_sign_message: '' } } }, NOTHING],
  ])('%s', (_, value, refusal) => {
    expect(read(value)).toEqual(refusal)
  })
})

test('what is quoted holds no signature, no control character, and is not endless', () => {
  const { message, code } = read({ code: `a\u001b[2J ${'Ab1+/='.repeat(40)}`, message: '长'.repeat(500) })
  expect(code).toBe('a\\u{1b}[2J …')
  expect(message).toHaveLength(201)
  expect(quote({ ...NOTHING, code: 'A', issue: 'b' })).toBe(' WeChat Pay says: A, b.')
  expect(quote(NOTHING)).toBe('')
})
