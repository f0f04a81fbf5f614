import { describe, expect, test } from 'vitest'
import { account, showShare } from '../../../cli/report/account.ts'

const counts = { imported: 5, already_member: 2, rejected: 1, unsettled: 1 }
const linesOf = (more: Parameters<typeof account>[0]) =>
  Object.fromEntries(account(more).lines.map(({ state, rows }) => [state, rows]))

describe('every row of a job is in exactly one line', () => {
  test('of one that has ended', () => {
    expect(account({ counts, rows: 9, state: 'ended' })).toMatchObject({ all: 9, left: 0, bad: 2 })
    expect(linesOf({ counts, rows: 9, state: 'ended' })).toEqual(counts)
  })

  test('of one that runs, those without an end wait', () => {
    expect(linesOf({ counts, rows: 12, state: 'running' })).toEqual({ ...counts, waiting: 3 })
  })

  test('of a cancelled one they are unprocessed', () => {
    expect(linesOf({ counts, rows: 12, state: 'cancelled' })).toEqual({ ...counts, unprocessed: 3 })
  })

  test('of one that no command registered only those that ended are known', () => {
    expect(account({ counts, state: 'running' })).toMatchObject({ all: 9, left: 0 })
  })

  test('and the lines add up', () => {
    const { lines, all } = account({ counts, rows: 40, state: 'halted' })
    expect(lines.reduce((sum, { rows }) => sum + rows, 0)).toBe(all)
  })
})

test.each([
  [0, 10, '0 %'],
  [10, 10, '100 %'],
  [1, 3, '33.3 %'],
  [1, 1_000_000, '0.1 %'],
  [999_999, 1_000_000, '99.9 %'],
  [0, 0, '0 %'],
])('%d of %d is %s', (part, all, share) => {
  expect(showShare(part, all)).toBe(share)
})
