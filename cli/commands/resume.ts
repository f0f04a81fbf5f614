import { createHalts } from '../../functions/aws/halts.ts'
import { createHaltsOf } from '../../functions/aws/halts-of-job.ts'
import { createReadJobStatus } from '../../functions/aws/job-status.ts'
import { resumesWithinMs } from '../../functions/import/hide-for.ts'
import { HALTS } from '../../functions/member/reasons.ts'
import { CommandError, type ExitCode } from '../command-error.ts'
import type { Context } from '../context.ts'
import { conclude } from '../job/conclude.ts'
import { isSettling } from '../job/is-settling.ts'
import { showStatus } from '../job/show-status.ts'
import { createIsOver, pollMs, unknownJob, watchJob } from '../job/watch-job.ts'
import { formatDuration } from '../output/format-quantity.ts'
import { openTarget } from '../targets/open-target.ts'
import type { TargetOptions } from '../targets/target.ts'

export type ResumeOptions = TargetOptions & { follow?: boolean | undefined }

/** `resume JOB`: removes the halts that hold the job, and says when its rows go on. */
export async function resumeJob(jobId: string, options: ResumeOptions, context: Context): Promise<ExitCode> {
  const { io } = context
  const target = await openTarget(options, context)
  try {
    const read = createReadJobStatus(target.table, context)
    const status = await read(jobId)
    if (!status) throw unknownJob(jobId)
    if (status.state === 'cancelled') throw new CommandError(1, `The job ${jobId} was cancelled and stays so.`)
    const halts = await createHaltsOf(target.table)(jobId)
    if (halts.length === 0) io.note(`No halt holds ${jobId}.`)
    for (const halt of halts) {
      await createHalts(target.table).lift(halt)
      const within = formatDuration(resumesWithinMs(halt, context.now()))
      io.note(`Lifted ${halt.reason}: rows go on within ${within}. ${HALTS[halt.reason].sentence}`)
      if (halt.reason === 'refusals_unrecognised')
        io.note('Rows that were refused so: run the same import command again.')
    }
    if (!options.follow && !target.embedded) return 0
    const last = await watchJob(jobId, read, pollMs(target), context).until(
      createIsOver(
        context,
        () => isSettling(target),
        ({ state }) => state === 'halted',
      ),
    )
    showStatus(last, io, context.now())
    return await conclude(last, target, io)
  } finally {
    await target.close()
  }
}
