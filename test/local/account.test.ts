import { describe, expect, test } from 'vitest'
import type { JobRow } from '../../functions/aws/job-rows.ts'
import { accountFor, findSurprises } from '../../infra/local/account.ts'

const row = (number: number, state: string, code = ''): JobRow => ({
  row: number,
  state,
  code,
  pointer: '',
  attempts: 1,
  endedAt: 0,
})
const expected = (...rows: [row: number, state: string, code?: string, why?: string][]) =>
  new Map(rows.map(([number, state, code = '', why = '']) => [number, { state, code, why }]))

describe('accountFor', () => {
  test('rows that ended alike stand together, the largest group first', () => {
    const rows = [row(1, 'rejected', 'too_long'), row(2, 'imported'), row(3, 'imported')]
    expect(
      accountFor(rows, expected([1, 'rejected', 'too_long', 'the level'], [2, 'imported'], [3, 'imported'])),
    ).toEqual([
      { state: 'imported', code: '', rows: [2, 3], why: '' },
      { state: 'rejected', code: 'too_long', rows: [1], why: 'the level' },
    ])
  })

  test('rows with one state but another code or reason stand apart', () => {
    const rows = [row(1, 'rejected', 'too_long'), row(2, 'rejected', 'too_long'), row(3, 'rejected', 'openid_invalid')]
    const accounts = accountFor(rows, expected([1, '', '', 'the level'], [2, '', '', 'the openid']))
    expect(accounts.map(account => account.rows)).toEqual([[1], [2], [3]])
  })

  test('every row is in exactly one group', () => {
    const rows = Array.from({ length: 40 }, (_, at) => row(at + 1, at % 3 ? 'imported' : 'rejected', at % 2 ? '' : 'x'))
    const numbers = accountFor(rows, new Map()).flatMap(account => account.rows)
    expect(numbers.sort((a, b) => a - b)).toEqual(rows.map(({ row: number }) => number))
  })
})

describe('findSurprises', () => {
  test('none where every row ended as expected', () => {
    const rows = [row(1, 'imported'), row(2, 'rejected', 'too_long')]
    expect(findSurprises(rows, expected([1, 'imported'], [2, 'rejected', 'too_long', 'why']))).toEqual([])
  })

  test.each([
    ['another state', row(1, 'already_member'), 'row 1 ended as already_member ; expected imported '],
    ['another code', row(1, 'imported', 'x'), 'row 1 ended as imported x; expected imported '],
    ['no end', row(2, 'imported'), 'row 1 has not ended; expected imported '],
  ])('%s', (_what, found, sentence) => {
    expect(findSurprises([found], expected([1, 'imported']))).toContain(sentence)
  })

  test('a row that nobody expects', () => {
    expect(findSurprises([row(1, 'imported'), row(2, 'imported')], expected([1, 'imported']))).toEqual([
      'row 2 ended as imported ; nobody expects it',
    ])
  })
})
