import { createCancelJob } from '../../functions/aws/cancel-job.ts'
import { createReadJobStatus } from '../../functions/aws/job-status.ts'
import { createListJobs } from '../../functions/aws/list-jobs.ts'
import type { ExitCode } from '../command-error.ts'
import type { Context } from '../context.ts'
import { conclude } from '../job/conclude.ts'
import { isSettling } from '../job/is-settling.ts'
import { showStatus } from '../job/show-status.ts'
import { unknownJob, watchJob } from '../job/watch-job.ts'
import { openTarget } from '../targets/open-target.ts'
import type { Target, TargetOptions } from '../targets/target.ts'

/** Longer than a call and its claim take (DESIGN section 5: lease = wait 5 s + call 10 s + 5 s). */
const CALLS_END_MS = 20_000
/** An outage or a halt can hold messages back for longer than anybody stays for a cancel. */
const PATIENCE_MS = 35_000

/**
 * `cancel JOB`: rows that were not called yet count as unprocessed from now on; those being called still end. The command
 * stays until they have; with the embedded stack also until what had no clear answer is settled.
 */
export async function cancelJob(
  jobId: string,
  options: TargetOptions & { json?: boolean | undefined },
  context: Context,
): Promise<ExitCode> {
  const { io } = context
  const target = await openTarget(options, context)
  try {
    const read = createReadJobStatus(target.table, context)
    const before = await read(jobId)
    if (!before) throw unknownJob(jobId)
    if (before.state === 'ended') {
      io.note(`The job ${jobId} has ended; there is nothing to cancel.`)
      return await conclude(before, target, io)
    }
    await createCancelJob(target.table, context)(jobId)
    io.note(`Cancelled ${jobId}. Calls that are under way end within ${CALLS_END_MS / 1_000} s.`)
    const calmAt = context.now() + CALLS_END_MS
    const othersRun = await hasOtherJobs(jobId, target, context)
    const status = await watchJob(jobId, read, 1_000, context).until(
      async () =>
        context.now() >= calmAt && (othersRun || context.now() >= calmAt + PATIENCE_MS || !(await isSettling(target))),
    )
    if (options.json) io.data(JSON.stringify(status))
    else showStatus(status, io, context.now())
    await conclude(status, target, io)
    return 0
  } finally {
    await target.close()
  }
}

/** Whether the queue holds messages of jobs that go on, which are not to be waited for. */
async function hasOtherJobs(jobId: string, { table }: Target, context: Context): Promise<boolean> {
  const read = createReadJobStatus(table, context)
  for await (const other of createListJobs(table)()) {
    const state = other === jobId ? undefined : (await read(other))?.state
    if (state === 'running' || state === 'halted') return true
  }
  return false
}
