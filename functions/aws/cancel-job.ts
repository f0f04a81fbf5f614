import type { Clock, Job } from '../ports.ts'
import { readJob } from './job-record.ts'
import { createJobs } from './jobs.ts'
import { jobItem, number, type StateTable, updateIf } from './state-table.ts'

/** Marks a job as cancelled, once; resolves to the job after it, or to undefined where the table knows no such job. */
export type CancelJob = (jobId: string) => Promise<Job | undefined>

/** A row that ends writes to the job's record too, and can be faster; so often in turn is none. */
const MOST_TRIES = 12

export function createCancelJob(table: StateTable, clock: Clock): CancelJob {
  const jobs = createJobs(table)

  return async jobId => {
    for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
      const cancelled = await updateIf(table, {
        Key: jobItem(jobId),
        UpdateExpression: 'SET cancelled_at = if_not_exists(cancelled_at, :now)',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: { ':now': number(clock.now()) },
      })
      if (cancelled) return readJob(cancelled)
      if (!(await jobs.find(jobId))) return undefined
      await clock.sleep(10 * tries)
    }
    throw new Error('The job could not be cancelled: its record is being written all the time.')
  }
}
