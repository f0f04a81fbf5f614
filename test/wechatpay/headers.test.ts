import { describe, expect, test } from 'vitest'
import { readRequestId, single } from '../../functions/wechatpay/headers.ts'

describe('single', () => {
  test('gives a header that came once, and none that came twice or not', () => {
    expect(single({ a: 'x' }, 'a')).toBe('x')
    expect(single({ a: ['x', 'x'] }, 'a')).toBeUndefined()
    expect(single({}, 'a')).toBeUndefined()
  })
})

describe('Request-ID', () => {
  test.each(['08F5B8C2B506102C18FDDFEEA30620BE821E28EDC405-0', '~'.repeat(128)])('%s is kept', value => {
    expect(readRequestId({ 'request-id': value })).toBe(value)
  })

  test.each(['', '~'.repeat(129), 'a b', 'a\tb', 'é', '中', 'a\u007f'])('%j is dropped', value => {
    expect(readRequestId({ 'request-id': value })).toBeUndefined()
  })

  test('one that came twice is dropped', () => {
    expect(readRequestId({ 'request-id': ['a', 'b'] })).toBeUndefined()
  })
})
