import type { Clock, ReadJobStatus } from '../ports.ts'
import { describeJob } from './describe-job.ts'
import { scopesOf, standing } from './halts-of-job.ts'
import { createJobs } from './jobs.ts'
import { readPace } from './pace.ts'
import { readAll } from './read-all.ts'
import { haltItem, pacerItem, type StateTable } from './state-table.ts'

export type { JobStatus } from '../member/job-status.ts'

/** Reads how a job stands: its record, then the halts that can stop it and the pacer of the credential. */
export function createReadJobStatus(table: StateTable, clock: Pick<Clock, 'now'>): ReadJobStatus {
  const jobs = createJobs(table)
  return async jobId => {
    const job = await jobs.find(jobId)
    if (!job) return undefined
    const scopes = scopesOf(job)
    const find = await readAll(table, [pacerItem(table), ...scopes.map(scope => haltItem(table, scope))])
    const pacer = find(pacerItem(table))
    return describeJob(jobId, job, {
      halts: standing(table, scopes, find),
      ...(pacer && { pace: readPace(pacer) }),
      now: clock.now(),
    })
  }
}
