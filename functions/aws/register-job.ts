import type { Clock, Job } from '../ports.ts'
import { createJobs } from './jobs.ts'
import { jobItem, listedJob, number, type StateTable, text, updateIf } from './state-table.ts'

/** What a command knows of a job before it queues the first row; the hashes are SHA-256 in hex. */
export type JobGiven = { rows: number; fileSha256: string; commonSha256: string; brandId?: string; cardId: string }

/**
 * `known`: the same job stands there already; `other_content`: one of that name with another file, other common fields
 * or another number of rows; `cancelled`: the same job, and nothing of it is to be sent any more.
 */
export type Registration = 'registered' | 'known' | 'other_content' | 'cancelled'

export type RegisterJob = (jobId: string, given: JobGiven) => Promise<Registration>

/** A row that ends writes to the job's record too, and can be faster; so often in turn is none. */
const MOST_TRIES = 12

/**
 * Writes down what a job is, before its first row is queued. A job that its first row made is filled in. The list of
 * jobs is written last and at every registration, so that the same command after a crash makes up for what is missing.
 */
export function createRegisterJob(table: StateTable, clock: Clock): RegisterJob {
  const jobs = createJobs(table)

  return async (jobId, given) => {
    const now = clock.now()
    const registration = await register(jobId, given, now)
    if (registration === 'registered' || registration === 'known') await enlist(jobId, now)
    return registration
  }

  async function register(jobId: string, given: JobGiven, now: number): Promise<Registration> {
    for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
      if (await fillIn(jobId, given, now)) return 'registered'
      const standing = await jobs.find(jobId)
      if (standing?.fileSha256 !== undefined && !isSame(standing, given)) return 'other_content'
      if (standing?.cancelledAt !== undefined) return 'cancelled'
      if (standing?.fileSha256 !== undefined) return 'known'
      await clock.sleep(10 * tries)
    }
    throw new Error('The job could not be registered: its record is being written all the time.')
  }

  async function fillIn(jobId: string, { rows, fileSha256, commonSha256, brandId, cardId }: JobGiven, now: number) {
    const filled = await updateIf(table, {
      Key: jobItem(jobId),
      UpdateExpression: `SET #rows = :rows, file_sha256 = :file, common_sha256 = :common, card_id = :card,
        created_at = if_not_exists(created_at, :now), updated_at = if_not_exists(updated_at, :now)${
          brandId === undefined ? '' : ', brand_id = :brand'
        }`,
      ConditionExpression: 'attribute_not_exists(file_sha256) AND attribute_not_exists(cancelled_at)',
      ExpressionAttributeNames: { '#rows': 'rows' },
      ExpressionAttributeValues: {
        ':rows': number(rows),
        ':file': text(fileSha256),
        ':common': text(commonSha256),
        ':card': text(cardId),
        ':now': number(now),
        ...(brandId !== undefined && { ':brand': text(brandId) }),
      },
    })
    return filled !== undefined
  }

  async function enlist(jobId: string, now: number): Promise<void> {
    await updateIf(table, {
      Key: listedJob(jobId),
      UpdateExpression: 'SET created_at = if_not_exists(created_at, :now)',
      ExpressionAttributeValues: { ':now': number(now) },
    })
  }
}

function isSame(job: Job, given: JobGiven): boolean {
  return job.rows === given.rows && job.fileSha256 === given.fileSha256 && job.commonSha256 === given.commonSha256
}
