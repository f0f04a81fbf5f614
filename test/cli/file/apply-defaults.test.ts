import { expect, test } from 'vitest'
import { applyDefaults } from '../../../cli/file/apply-defaults.ts'

const TERM = { type: 'FIX_TERM', available_day_after_receive: 365 }

test('what is the same for every row stands in each, and a row wins over it', () => {
  const common = { brand_id: '1004', level: '银卡' }
  expect(applyDefaults({ openid: 'o1', level: '金卡' }, common)).toEqual({
    brand_id: '1004',
    openid: 'o1',
    level: '金卡',
  })
  expect(common).toEqual({ brand_id: '1004', level: '银卡' })
})

test('a row without validity takes that of the defaults, in their spelling', () => {
  expect(applyDefaults({ openid: 'o1' }, { date_information: TERM })).toEqual({ openid: 'o1', date_information: TERM })
})

test('fields of the validity win one by one, in the spelling of the row', () => {
  const request = { valid_date_information: { available_day_after_receive: 30 } }
  const expected = { valid_date_information: { type: 'FIX_TERM', available_day_after_receive: 30 } }
  expect(applyDefaults(request, { valid_date_information: TERM })).toEqual(expected)
  expect(applyDefaults(request, { date_information: TERM })).toEqual(expected)
  expect(applyDefaults({ date_information: { type: 'FIX_TERM' } }, { valid_date_information: TERM })).toEqual({
    date_information: TERM,
  })
})

test('a row with another type takes none of the validity of the defaults', () => {
  const request = { valid_date_information: { type: 'PERMANENT' } }
  expect(applyDefaults(request, { valid_date_information: TERM })).toEqual(request)
  expect(applyDefaults(request, { date_information: TERM })).toEqual(request)
})

test('what the check must tell of is left as it is: both spellings, a validity that is no object, null', () => {
  const twice = { valid_date_information: {}, date_information: {} }
  expect(applyDefaults(twice, { valid_date_information: TERM })).toEqual(twice)
  for (const value of [null, 7, 'PERMANENT', [TERM]]) {
    expect(applyDefaults({ date_information: value, level: null }, { date_information: TERM, level: 'x' })).toEqual({
      date_information: value,
      level: null,
    })
  }
})
