import type { JobRow } from '../../functions/aws/job-rows.ts'
import type { Expected } from './sample.ts'

/** Rows that ended alike: how many, which, and why as the sample says. */
export type Account = { state: string; code: string; rows: number[]; why: string }

/** Puts the rows that ended alike together; the largest group first. */
export function accountFor(rows: readonly JobRow[], expected: ReadonlyMap<number, Expected>): Account[] {
  const accounts = new Map<string, Account>()
  for (const { row, state, code } of rows) {
    const why = expected.get(row)?.why ?? ''
    const key = JSON.stringify([state, code, why])
    const account = accounts.get(key) ?? { state, code, rows: [], why }
    accounts.set(key, { ...account, rows: [...account.rows, row] })
  }
  return [...accounts.values()].sort((a, b) => b.rows.length - a.rows.length)
}

/** Every row that is missing, did not end as expected, or was not expected at all; one sentence each. */
export function findSurprises(rows: readonly JobRow[], expected: ReadonlyMap<number, Expected>): string[] {
  const ended = new Map(rows.map(row => [row.row, row]))
  const surprises = [...expected].flatMap(([row, { state, code }]) => {
    const is = ended.get(row)
    if (!is) return [`row ${row} has not ended; expected ${state} ${code}`]
    return is.state === state && is.code === code
      ? []
      : [`row ${row} ended as ${is.state} ${is.code}; expected ${state} ${code}`]
  })
  const unknown = rows.filter(({ row }) => !expected.has(row))
  return [
    ...surprises,
    ...unknown.map(({ row, state, code }) => `row ${row} ended as ${state} ${code}; nobody expects it`),
  ]
}
