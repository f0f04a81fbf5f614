import type { JobStatus } from '../../functions/aws/job-status.ts'
import { formatDuration } from '../output/format-quantity.ts'
import { formatTable } from '../output/format-table.ts'
import type { Io } from '../output/io.ts'

/** The counts of a job as a table, then how it stands. `now` in ms since 1970. */
export function showStatus(status: JobStatus, io: Pick<Io, 'data'>, now: number): void {
  const { job_id, state, rows, counts, left, rate, estimated_end, halts } = status
  io.data(
    formatTable([
      ['state', 'rows'],
      ...Object.entries(counts)
        .filter(([name, count]) => count > 0 || name === 'imported')
        .map(([name, count]) => [name, count]),
      ...(left === undefined || left === 0 ? [] : [['not ended', left]]),
      ...(rows === undefined ? [] : [['all', rows]]),
    ]),
  )
  io.data(`\n${job_id} ${SENTENCES[state]}`)
  if (estimated_end !== undefined) {
    const leftMs = Date.parse(estimated_end) - now
    io.data(
      `At ${rate.calls_per_second.toFixed(1)} calls a second it ends in about ${formatDuration(leftMs)}, if no other job runs.`,
    )
  }
  for (const halt of halts)
    io.data(`Halted (${halt.scope}, ${halt.reason}) since ${halt.raised_at}: ${halt.sentence} ${halt.mend}`)
  if (rate.wechatpay_down && halts.length === 0)
    io.data('WeChat Pay is down; a call tries again at least once a minute.')
}

const SENTENCES = {
  running: 'is running.',
  halted: 'is halted: its rows are kept, and nothing is called.',
  cancelled: 'is cancelled: rows that had not been called are unprocessed.',
  ended: 'has ended.',
} as const satisfies Record<JobStatus['state'], string>
