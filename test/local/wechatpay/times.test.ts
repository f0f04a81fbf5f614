import { describe, expect, it } from 'vitest'
import { endOfDaysAfter, formatTime, isDay, parseTime } from '../../../infra/local/wechatpay/times.ts'

describe('times', () => {
  it.each([
    ['2020-05-20T13:29:35.120+08:00', Date.UTC(2020, 4, 20, 5, 29, 35, 120)],
    ['2020-05-20T13:29:35+08:00', Date.UTC(2020, 4, 20, 5, 29, 35)],
    ['2020-05-20T05:29:35Z', Date.UTC(2020, 4, 20, 5, 29, 35)],
    ['2020-02-29T00:00:00-05:30', Date.UTC(2020, 1, 29, 5, 30)],
  ])('reads %s', (text, ms) => {
    expect(parseTime(text)).toBe(ms)
  })

  it.each([
    '2020-05-20',
    '2020-05-20T13:29:35',
    '2020-05-20 13:29:35+08:00',
    '2020-05-20T13:29+08:00',
    '2020-05-20T13:29:35.12+08:00',
    '2020-05-20T13:29:35+0800',
    '2020-05-20T13:29:35+24:00',
    '2020-05-20T24:00:00Z',
    '2020-05-20T13:29:60Z',
    '2021-02-29T00:00:00Z',
    '2020-13-01T00:00:00Z',
    '20-05-20T13:29:35Z',
  ])('does not read %s', text => {
    expect(parseTime(text)).toBeUndefined()
  })

  it('shows milliseconds and +08:00', () => {
    expect(formatTime(Date.UTC(2026, 0, 1, 20, 0, 0, 7))).toBe('2026-01-02T04:00:00.007+08:00')
  })

  it.each([
    ['2000-02-29', true],
    ['2001-02-29', false],
    ['2001-2-9', false],
    ['2001-04-31', false],
    ['01-04-30', false],
  ])('knows whether %s is a day', (text, expected) => {
    expect(isDay(text)).toBe(expected)
  })

  it('ends N natural days at the Beijing midnight after the last of them', () => {
    const pickup = Date.parse('2026-01-01T23:30:00+08:00')
    expect(formatTime(endOfDaysAfter(pickup, 1))).toBe('2026-01-03T00:00:00.000+08:00')
    expect(formatTime(endOfDaysAfter(Date.parse('2026-01-01T00:00:00+08:00'), 2))).toBe('2026-01-04T00:00:00.000+08:00')
  })
})
