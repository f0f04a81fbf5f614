import type { Scope } from '../member/halt-scope.ts'
import type { Halt, Job } from '../ports.ts'
import { readHalt } from './halts.ts'
import { createJobs } from './jobs.ts'
import { readAll } from './read-all.ts'
import { haltItem, type Item, type Key, type StateTable } from './state-table.ts'

/** The halts that stop rows of a job now; none for a job that the table does not know. */
export type HaltsOf = (jobId: string) => Promise<Halt[]>

export function createHaltsOf(table: StateTable): HaltsOf {
  const jobs = createJobs(table)
  return async jobId => {
    const job = await jobs.find(jobId)
    if (!job) return []
    const scopes = scopesOf(job)
    return standing(
      table,
      scopes,
      await readAll(
        table,
        scopes.map(scope => haltItem(table, scope)),
      ),
    )
  }
}

/** What can halt a job. Of one that no command registered only the credential is known. */
export function scopesOf({ brandId, cardId }: Job): Scope[] {
  return [
    'credential',
    ...(brandId === undefined ? [] : [`brand#${brandId}` as const]),
    ...(cardId === undefined ? [] : [`template#${cardId}` as const]),
  ]
}

/** The halts of these scopes that stand, of items that were read. */
export function standing(table: StateTable, scopes: readonly Scope[], find: (key: Key) => Item | undefined): Halt[] {
  return scopes.flatMap(scope => {
    const item = find(haltItem(table, scope))
    return item ? [readHalt(scope, item)] : []
  })
}
