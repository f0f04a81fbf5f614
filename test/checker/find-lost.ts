import { type Evidence, nameOf, type Violation } from './evidence.ts'

/** Every row has a record, and one that is unsettled its dead letter as well; no message is left. */
export function findLost({ rows, records, letters, waiting }: Evidence): Violation[] {
  const recorded = new Map(records.map(record => [nameOf(record), record]))
  const buried = new Set(letters.map(nameOf))
  const lost = (where: string, what: string): Violation => ({ kind: 'lost', where, what })
  return [
    ...(waiting > 0 ? [lost('queue', `${waiting} messages have not come to rest`)] : []),
    ...rows.map(nameOf).flatMap(row => {
      const record = recorded.get(row)
      if (!record) return [lost(row, buried.has(row) ? 'a dead letter, but no record' : 'no record')]
      return record.state === 'unsettled' && !buried.has(row) ? [lost(row, 'unsettled, but no dead letter')] : []
    }),
  ]
}
