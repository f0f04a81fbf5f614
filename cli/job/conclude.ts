import type { JobStatus } from '../../functions/aws/job-status.ts'
import { COMMAND, type ExitCode } from '../command-error.ts'
import { formatCount } from '../output/format-quantity.ts'
import type { Io } from '../output/io.ts'

/** What exit code a job's end means, and what to type next. */
export function conclude(status: JobStatus, flags: string, io: Pick<Io, 'note'>): ExitCode {
  const { job_id, state, counts, rows, queued, ended } = status
  const failed = counts.rejected + counts.unsettled + counts.unprocessed
  const results = `results ${job_id} -o results${flags}`
  if (state === 'halted') say('When it is mended', `resume ${job_id}${flags}`)
  else if (queued !== undefined && rows !== undefined && ended >= queued && ended < rows) {
    io.note(`${formatCount(rows - queued, 'row')} not queued yet: to go on, run the same import command again.`)
  } else if (state === 'running') say('To watch it', `status ${job_id} --follow${flags}`)
  else if (counts.unsettled > 0)
    say(`${formatCount(counts.unsettled)} rows are unsettled. To send them again`, `redrive${flags}`)
  if (state === 'ended' || state === 'cancelled') say('What became of every row', results)
  return state === 'ended' && failed === 0 ? 0 : 1

  function say(when: string, next: string): void {
    io.note(`${when}: ${COMMAND} ${next}`)
  }
}
