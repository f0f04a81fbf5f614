import { createReadJobStatus, type JobStatus } from '../../functions/aws/job-status.ts'
import { createListJobs } from '../../functions/aws/list-jobs.ts'
import type { ExitCode } from '../command-error.ts'
import type { Context } from '../context.ts'
import { conclude } from '../job/conclude.ts'
import { isSettling } from '../job/is-settling.ts'
import { showStatus } from '../job/show-status.ts'
import { createIsOver, pollMs, unknownJob, watchJob } from '../job/watch-job.ts'
import { formatTable } from '../output/format-table.ts'
import { openTarget } from '../targets/open-target.ts'
import type { Target, TargetOptions } from '../targets/target.ts'

export type StatusOptions = TargetOptions & { follow?: boolean | undefined; json?: boolean | undefined }

/** `status [JOB]`: how one job stands, or all that were imported by this command. */
export async function showJobs(jobId: string | undefined, options: StatusOptions, context: Context): Promise<ExitCode> {
  const target = await openTarget({ ...options, works: options.follow === true }, context)
  try {
    return jobId === undefined
      ? await listJobs(target, options.json, context)
      : await showJob(jobId, target, options, context)
  } finally {
    await target.close()
  }
}

async function showJob(jobId: string, target: Target, options: StatusOptions, context: Context): Promise<ExitCode> {
  const { io } = context
  const read = createReadJobStatus(target.table, context)
  const status = options.follow
    ? await watchJob(jobId, read, pollMs(target), context).until(createIsOver(context, () => isSettling(target)))
    : await read(jobId)
  if (!status) throw unknownJob(jobId)
  if (options.json) io.data(JSON.stringify(status))
  else showStatus(status, io, context.now())
  return await conclude(status, target, io)
}

async function listJobs({ table }: Target, json: boolean | undefined, context: Context): Promise<ExitCode> {
  const read = createReadJobStatus(table, context)
  const statuses: JobStatus[] = []
  for await (const jobId of createListJobs(table)()) {
    const status = await read(jobId)
    if (status) statuses.push(status)
  }
  if (json) for (const status of statuses) context.io.data(JSON.stringify(status))
  else if (statuses.length === 0) context.io.note('No job was imported here yet.')
  else {
    context.io.data(
      formatTable([
        ['job', 'state', 'rows', 'imported', 'already_member', 'rejected', 'unsettled', 'unprocessed', 'begun'],
        ...statuses.map(({ job_id, state, rows, counts, created_at }) => [
          job_id,
          state,
          rows ?? '',
          counts.imported,
          counts.already_member,
          counts.rejected,
          counts.unsettled,
          counts.unprocessed,
          created_at,
        ]),
      ]),
    )
  }
  return 0
}
