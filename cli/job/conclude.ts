import type { JobStatus } from '../../functions/aws/job-status.ts'
import { COMMAND, type ExitCode } from '../command-error.ts'
import { formatCount } from '../output/format-quantity.ts'
import type { Io } from '../output/io.ts'
import type { Target } from '../targets/target.ts'
import { countMessages } from './count-messages.ts'

/** What exit code a job's standing means, and what to type next. A job that runs on has failed as far as its rows have. */
export async function conclude(
  status: JobStatus,
  target: Pick<Target, 'queue' | 'flags' | 'embedded'>,
  io: Pick<Io, 'note'>,
): Promise<ExitCode> {
  const { job_id, state, counts, rows, queued, ended } = status
  const { flags } = target
  const failed = counts.rejected + counts.unsettled + counts.unprocessed
  const isStalled = queued !== undefined && rows !== undefined && ended >= queued && ended < rows
  const follow = `status ${job_id} --follow${flags}`

  switch (state) {
    case 'halted':
      await warnOfHidden()
      say('When it is mended', `resume ${job_id}${flags}`)
      return 1
    case 'running':
      if (isStalled) {
        io.note(`${formatCount(rows - queued, 'row')} not queued yet: to go on, run the same import command again.`)
        return 1
      }
      await warnOfHidden()
      if (target.embedded) say('On this machine rows move only while a command runs. To carry on', follow)
      else say('To watch it', follow)
      return failed === 0 ? 0 : 1
    case 'cancelled': {
      const { all } = await countMessages(target)
      if (all > 0) {
        const left = `${formatCount(all, 'message')} left in the queue`
        say(`${left}: rows of this job whose call had no clear answer may still end. To see them settled`, follow)
      }
      break
    }
    case 'ended':
      if (counts.unsettled === 0) break
      io.note(`${formatCount(counts.unsettled, 'row')} unsettled. To send them again: the same import command, or`)
      io.note(`  ${COMMAND} redrive${flags}`)
  }
  say('What became of every row', `results ${job_id} -o results${flags}`)
  return state === 'ended' && failed === 0 ? 0 : 1

  async function warnOfHidden(): Promise<void> {
    const { hidden } = await countMessages(target)
    if (hidden < NEARLY_ALL_IN_FLIGHT) return
    io.note(
      `About ${formatCount(hidden, 'row')} wait hidden in the queue. SQS allows 120,000: more hold other jobs up.`,
    )
  }

  function say(when: string, next: string): void {
    io.note(`${when}: ${COMMAND} ${next}`)
  }
}

/** From here on it is said; the limit on what a standard queue has in flight is SQS's own. */
const NEARLY_ALL_IN_FLIGHT = 100_000
