import type { Scope } from '../member/halt-scope.ts'
import type { Situations } from '../ports.ts'
import { readHalt } from './halts.ts'
import { readMemberRecord } from './member-record.ts'
import { readAll } from './read-all.ts'
import {
  haltItem,
  type Item,
  jobItem,
  memberItem,
  readNumber,
  rowItem,
  type StateTable,
  streaksItem,
} from './state-table.ts'
import { readStreaks } from './streaks.ts'

/** Reads everything that decides about a member in one consistent batch: its record, its row and job, the halts, the streaks. */
export function createSituations(table: StateTable): Situations {
  return {
    async look(member, scopes, row) {
      const keys = {
        member: memberItem(member),
        streaks: streaksItem(table),
        ...(row && { row: rowItem(row.jobId, row.row), job: jobItem(row.jobId) }),
      }
      const halts = scopes.map(scope => ({ scope, key: haltItem(table, scope) }))
      const find = await readAll(table, [...Object.values(keys), ...halts.map(halt => halt.key)])
      const record = find(keys.member)
      return {
        rowEnded: keys.row !== undefined && find(keys.row) !== undefined,
        cancelled: keys.job !== undefined && readNumber(find(keys.job), 'cancelled_at') !== undefined,
        record: record && readMemberRecord(record),
        halts: halts.flatMap(({ scope, key }) => standing(scope, find(key))),
        streaks: readStreaks(find(keys.streaks)),
      }
    },
  }
}

function standing(scope: Scope, item: Item | undefined) {
  return item ? [readHalt(scope, item)] : []
}
