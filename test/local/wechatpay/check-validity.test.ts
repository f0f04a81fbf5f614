import { describe, expect, it } from 'vitest'
import { Refused } from '../../../infra/local/wechatpay/catalogue.ts'
import { checkValidity } from '../../../infra/local/wechatpay/check-validity.ts'
import type { Validity } from '../../../infra/local/wechatpay/read-import.ts'
import { findTemplate } from '../../../infra/local/wechatpay/templates.ts'

const NOW = Date.parse('2026-01-02T12:00:00+08:00')
const PAST = '2025-12-30T10:00:00+08:00'
const RANGE = {
  type: 'FIX_TIME_RANGE',
  available_begin_time: '2020-01-01T00:00:00+08:00',
  available_end_time: '2030-01-01T00:00:00+08:00',
} as const
const TERM = { type: 'FIX_TERM', available_day_after_receive: 10 } as const

function check(validity: Validity, pickup: string | undefined = PAST, cardId = 'pbLatjvWOibDc5-TBnbUk1pD12o0') {
  const template = findTemplate('1004', cardId)
  if (!template) throw new Error('no template')
  try {
    return checkValidity(validity, pickup, template, NOW)
  } catch (cause) {
    if (cause instanceof Refused) return cause.refusal.detail?.['field'] ?? cause.message
    throw cause
  }
}

describe('validity', () => {
  it('tells when a card ends', () => {
    expect(check({ type: 'PERMANENT' })).toBeUndefined()
    expect(check(RANGE)).toBe(Date.parse('2030-01-01T00:00:00+08:00'))
    expect(check(TERM)).toBe(Date.parse('2026-01-10T00:00:00+08:00'))
  })

  it('lets fields pass that the type does not use', () => {
    const { type: _, ...dates } = RANGE
    expect(check({ ...RANGE, available_day_after_receive: 0 })).toBeTypeOf('number')
    expect(check({ type: 'PERMANENT', ...dates, available_day_after_receive: 200 })).toBeUndefined()
    expect(check({ ...TERM, ...dates })).toBeTypeOf('number')
  })

  it.each<[string, Validity, string]>([
    ['the end has passed', { ...RANGE, available_end_time: '2026-01-02T12:00:00+08:00' }, '无法导入已过期的会员卡'],
    ['the days are over', { ...TERM, available_day_after_receive: 2 }, '无法导入已过期的会员卡'],
    [
      'the dates are reversed',
      { ...RANGE, available_begin_time: '2031-01-01T00:00:00Z' },
      '固定时间范围的开始时间不能大于结束时间',
    ],
    ['a date is missing', { type: 'FIX_TIME_RANGE' }, '绝对有效期卡模板必填有效期信息，不允许填写有效天数信息'],
    ['the days are missing', { type: 'FIX_TERM' }, '相对有效期卡模板必填有效天数信息，不允许填写有效期信息'],
    ['there are no days', { ...TERM, available_day_after_receive: 0 }, '领取后有效天数必须大于0'],
    [
      'there are too many days',
      { ...TERM, available_day_after_receive: 10_959 },
      '领取后有效天数不能大于30年（10958 天）',
    ],
  ])('refuses when %s', (_, validity, message) => {
    expect(check(validity)).toBe(message)
  })

  it('takes the last day and the longest term', () => {
    expect(check({ ...TERM, available_day_after_receive: 3 })).toBe(Date.parse('2026-01-03T00:00:00+08:00'))
    expect(check({ ...TERM, available_day_after_receive: 10_958 })).toBeTypeOf('number')
  })

  it('wants a pickup time before now, where the type needs one', () => {
    const template = findTemplate('1004', 'pbLatjvWOibDc5-TBnbUk1pD12o0')
    if (!template) throw new Error('no template')
    expect(() => checkValidity(RANGE, undefined, template, NOW)).toThrow('固定时间范围必填领取时间')
    expect(() => checkValidity(TERM, undefined, template, NOW)).toThrow()
    expect(checkValidity({ type: 'PERMANENT' }, undefined, template, NOW)).toBeUndefined()
    expect(check({ type: 'PERMANENT' }, '2026-01-02T12:00:00+08:00')).toBe('/pickup_time')
    expect(check({ type: 'PERMANENT' }, '2026-01-02T11:59:59.999+08:00')).toBeUndefined()
  })

  it('holds a template to its one type', () => {
    expect(check({ type: 'PERMANENT' }, PAST, 'p-simulator-permanent')).toBeUndefined()
    expect(check(RANGE, PAST, 'p-simulator-permanent')).toBe('卡模版有效期类型和请求的有效期类型不一致')
    expect(check(TERM, PAST, 'p-simulator-fix-time-range')).toBe('卡模版有效期类型和请求的有效期类型不一致')
    expect(check({ type: 'PERMANENT' }, PAST, 'p-simulator-fix-term')).toBe('卡模版有效期类型和请求的有效期类型不一致')
  })
})
