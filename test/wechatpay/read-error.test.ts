import { expect, test } from 'vitest'
import { readError } from '../../functions/wechatpay/read-error.ts'

const read = (body: string) => readError(Buffer.from(body))

test('code, message, field and issue of an error', () => {
  const detail = { field: '/level', value: 'Gold', issue: 'too long', location: 'body' }
  expect(read(JSON.stringify({ code: 'PARAM_ERROR', message: '参数错误', detail }))).toEqual({
    code: 'PARAM_ERROR',
    message: '参数错误',
    field: '/level',
    issue: 'too long',
  })
})

test('an issue of its own goes before a nested one', () => {
  expect(read('{"detail":{"issue":"outer","detail":{"issue":"inner"}}}').issue).toBe('outer')
  expect(read('{"detail":{"detail":{"issue":"inner"}}}').issue).toBe('inner')
})

test.each(['', '<html>', 'null', '[]', '{}', '{"code":7,"message":null,"detail":{"field":[],"issue":{}}}'])(
  'what is not there, or is no text, reads as empty: %s',
  body => {
    expect(read(body)).toEqual({ code: '', message: '', field: '', issue: '' })
  },
)
