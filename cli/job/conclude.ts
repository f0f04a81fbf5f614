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
      say('When it is mended', `resume ${job_id}${flags}`)
      return 1
    case 'running':
      if (isStalled) {
        io.note(`${formatCount(rows - queued, 'row')} not queued yet: to go on, run the same import command again.`)
        return 1
      }
      if (target.embedded) say('On this machine rows move only while a command runs. To carry on', follow)
      else say('To watch it', follow)
      return failed === 0 ? 0 : 1
    case 'cancelled': {
      const messages = await countMessages(target)
      if (messages > 0) {
        const left = `${formatCount(messages, 'message')} left in the queue`
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

  function say(when: string, next: string): void {
    io.note(`${when}: ${COMMAND} ${next}`)
  }
}
