import { readPace } from './pace.ts'
import { readAll } from './read-all.ts'
import { pacerItem, type StateTable } from './state-table.ts'

/** The calls a second that the credential is allowed, look-ups included; undefined before its first call. */
export async function readAllowedRate(table: StateTable): Promise<number | undefined> {
  const find = await readAll(table, [pacerItem(table)])
  const pacer = find(pacerItem(table))
  const rate = pacer ? readPace(pacer).rate : 0
  return rate > 0 ? rate : undefined
}
