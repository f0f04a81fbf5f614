import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isDate, readTime } from '../../functions/member/date-time.ts'

const moment = fc.date({
  min: new Date('0000-01-01T00:00:00Z'),
  max: new Date('9999-12-31T00:00:00Z'),
  noInvalidDate: true,
})

describe('readTime', () => {
  it.each([
    ['2020-05-20T13:29:35.120+08:00', Date.UTC(2020, 4, 20, 5, 29, 35, 120)],
    ['2015-05-20T13:29:35+08:00', Date.UTC(2015, 4, 20, 5, 29, 35)],
    ['2015-05-20T13:29:35-03:30', Date.UTC(2015, 4, 20, 16, 59, 35)],
    ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
    ['2000-02-29T00:00:00Z', Date.UTC(2000, 1, 29)],
  ])('reads %s', (text, time) => {
    expect(readTime(text)).toBe(time)
  })

  it.each([
    '2020-05-20T13:29:35',
    '2020-05-20T13:29+08:00',
    '2020-05-20 13:29:35+08:00',
    '2020-05-20t13:29:35z',
    '2020-05-20T13:29:35.1+08:00',
    '2020-05-20T13:29:35.120000+08:00',
    '2020-05-20T13:29:35+0800',
    '2020-05-20T13:29:35+24:00',
    '2020-05-20T13:29:35+08:60',
    '2020-05-20T24:00:00Z',
    '2020-05-20T13:60:00Z',
    '2016-12-31T23:59:60Z',
    '2023-02-29T00:00:00Z',
    '1900-02-29T00:00:00Z',
    '2023-02-30T00:00:00Z',
    '2023-04-31T00:00:00Z',
    '2023-13-01T00:00:00Z',
    '2023-00-01T00:00:00Z',
    '2023-01-00T00:00:00Z',
    '12023-01-01T00:00:00Z',
    '2020-05-20T13:29:35Z\n',
    '２０２０-05-20T13:29:35Z',
    '',
  ])('refuses %j', text => {
    expect(readTime(text)).toBeUndefined()
  })

  it('reads back every moment of four-digit years, in any offset', () => {
    fc.assert(
      fc.property(moment, fc.integer({ min: -23 * 60 - 59, max: 23 * 60 + 59 }), (date, offset) => {
        const local = new Date(date.getTime() + offset * 60_000)
        fc.pre(local.getUTCFullYear() >= 0 && local.getUTCFullYear() <= 9999)
        const two = (n: number) => String(n).padStart(2, '0')
        const sign = offset < 0 ? '-' : '+'
        const zone = `${sign}${two(Math.trunc(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`
        expect(readTime(local.toISOString().replace('Z', zone))).toBe(date.getTime())
      }),
    )
  })
})

describe('isDate', () => {
  it('knows the days of the calendar and no others', () => {
    const days = (year: number) => {
      let count = 0
      for (let month = 0; month <= 13; month++) {
        for (let day = 0; day <= 32; day++) {
          const two = (n: number) => String(n).padStart(2, '0')
          if (isDate(`${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`)) count++
        }
      }
      return count
    }
    expect([1, 99, 1900, 2000, 2023, 2024].map(days)).toEqual([365, 365, 365, 366, 365, 366])
  })

  it.each(['2023-1-01', '23-01-01', '2023/01/01', '2023-01-01T', '2023-01-01\n', ''])('refuses %j', text => {
    expect(isDate(text)).toBe(false)
  })
})
