import { createReopenRow } from '../../functions/aws/reopen-row.ts'
import { COMMAND, type ExitCode } from '../command-error.ts'
import type { Context } from '../context.ts'
import { readSealingKey } from '../job/ask-stack.ts'
import { redriveDeadLetters } from '../job/redrive-dead-letters.ts'
import { formatTable } from '../output/format-table.ts'
import { openTarget } from '../targets/open-target.ts'
import type { TargetOptions } from '../targets/target.ts'

/** `redrive`: sends the dead letters again, as the same rows of the same jobs. */
export async function redrive(options: TargetOptions, context: Context): Promise<ExitCode> {
  const { io } = context
  const target = await openTarget(options, context)
  try {
    const { brandId } = await readSealingKey(target, context)
    const reopen = createReopenRow(target.table)
    const byJob = await redriveDeadLetters(target.queue, reopen, brandId, context)
    if (byJob.size === 0) {
      io.note('There are no dead letters to send again.')
      return 0
    }
    io.data(formatTable([['job', 'sent again'], ...[...byJob].map(([job, count]) => [job || '(no job)', count])]))
    const [job] = [...byJob.keys()].filter(name => name !== '')
    if (job !== undefined) io.note(`To see them end: ${COMMAND} status ${job} --follow${target.flags}`)
    return 0
  } finally {
    await target.close()
  }
}
