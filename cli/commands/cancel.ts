import { createCancelJob } from '../../functions/aws/cancel-job.ts'
import { createReadJobStatus } from '../../functions/aws/job-status.ts'
import type { ExitCode } from '../command-error.ts'
import type { Context } from '../context.ts'
import { conclude } from '../job/conclude.ts'
import { showStatus } from '../job/show-status.ts'
import { unknownJob, watchJob } from '../job/watch-job.ts'
import { openTarget } from '../targets/open-target.ts'
import type { TargetOptions } from '../targets/target.ts'

/** Longer than a call and its claim take (DESIGN section 5: lease = wait 5 s + call 10 s + 5 s). */
const CALLS_END_MS = 20_000

/** `cancel JOB`: rows that were not called yet count as unprocessed from now on; those being called still end. */
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
      return conclude(before, target.flags, io)
    }
    await createCancelJob(target.table, context)(jobId)
    io.note(`Cancelled ${jobId}. Calls that are under way end within ${CALLS_END_MS / 1_000} s.`)
    const calmAt = context.now() + CALLS_END_MS
    const status = await watchJob(jobId, read, 1_000, context).until(() => context.now() >= calmAt)
    if (options.json) io.data(JSON.stringify(status))
    else showStatus(status, io, context.now())
    conclude(status, target.flags, io)
    return 0
  } finally {
    await target.close()
  }
}
