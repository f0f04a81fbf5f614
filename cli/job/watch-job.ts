import type { JobStatus } from '../../functions/aws/job-status.ts'
import { CommandError } from '../command-error.ts'
import type { Context } from '../context.ts'
import { formatCount, formatDuration } from '../output/format-quantity.ts'
import type { Target } from '../targets/target.ts'

/** Over how long the rate now is measured. */
const WINDOW_MS = 30_000

/** How often the status is read, in ms: the embedded stack is near, a deployed one costs. */
export function pollMs({ embedded }: Pick<Target, 'embedded'>): number {
  return embedded ? 1_000 : 2_000
}

export type Watch = {
  /** Reads the status and shows it in the progress line. */
  look(): Promise<JobStatus>
  /** Looks again and again until `isOver`; resolves to the last status. */
  until(isOver: (status: JobStatus) => boolean | Promise<boolean>): Promise<JobStatus>
}

/** `everyMs`: how often the status is read. */
export function watchJob(
  jobId: string,
  read: (jobId: string) => Promise<JobStatus | undefined>,
  everyMs: number,
  { io, now, sleep }: Pick<Context, 'io' | 'now' | 'sleep'>,
): Watch {
  const samples: { at: number; ended: number }[] = []

  async function look(): Promise<JobStatus> {
    const status = await read(jobId)
    if (!status) throw unknownJob(jobId)
    samples.push({ at: now(), ended: status.ended })
    while (samples.length > 2 && now() - (samples[1]?.at ?? 0) > WINDOW_MS) samples.shift()
    io.progress.update(describeProgress(status, rowsPerSecond(samples), now()))
    return status
  }

  return {
    look,
    async until(isOver) {
      for (;;) {
        const status = await look()
        if (await isOver(status)) {
          io.progress.done()
          return status
        }
        await sleep(everyMs)
      }
    },
  }
}

/** So long must nothing be left in the queue before rows that were never queued are waited for no more. */
const STALLED_MS = 10_000

/**
 * Whether a job goes on no more by itself: it has ended, or all of its rows that were queued have ended and nobody queues
 * the others. One that was cancelled goes on as long as `isSettling`: calls of unclear outcome are still asked about.
 */
export function createIsOver(
  { now }: Pick<Context, 'now'>,
  isSettling: () => Promise<boolean>,
  alsoOver: (status: JobStatus) => boolean = () => false,
) {
  let idleSince: number | undefined
  return async (status: JobStatus): Promise<boolean> => {
    const { state, ended, queued } = status
    if (state === 'ended' || alsoOver(status)) return true
    if (state === 'cancelled') return !(await isSettling())
    idleSince = queued !== undefined && ended >= queued ? (idleSince ?? now()) : undefined
    return idleSince !== undefined && now() - idleSince >= STALLED_MS
  }
}

export function unknownJob(jobId: string): CommandError {
  return new CommandError(2, `There is no job ${jobId} here.`, { next: 'status' })
}

/** Undefined until there is a time to measure over. */
function rowsPerSecond(samples: readonly { at: number; ended: number }[]): number | undefined {
  const [first, last] = [samples[0], samples.at(-1)]
  if (!first || !last || last.at === first.at) return undefined
  return Math.max(0, ((last.ended - first.ended) * 1_000) / (last.at - first.at))
}

/** The rate that is allowed may be more than what this machine, or several jobs, come to: the slower one tells. */
function leftMs({ left = 0 }: JobStatus, estimatedEnd: string, rate: number | undefined, now: number): number {
  const allowed = Date.parse(estimatedEnd) - now
  return rate === undefined || rate === 0 ? allowed : Math.max(allowed, (left * 1_000) / rate)
}

function describeProgress(status: JobStatus, rate: number | undefined, now: number): string {
  const { job_id, rows, ended, counts, halts, estimated_end } = status
  const [halt] = halts
  const parts = [
    `${job_id}: ${formatCount(ended)}${rows === undefined ? '' : ` of ${formatCount(rows)}`} rows ended`,
    ...(rate === undefined ? [] : [`${rate.toFixed(1)} a second`]),
    ...(counts.rejected > 0 ? [`${formatCount(counts.rejected)} rejected`] : []),
    ...(counts.unsettled > 0 ? [`${formatCount(counts.unsettled)} unsettled`] : []),
    ...(halt ? [`halted: ${halt.reason}`] : []),
    ...(status.rate.wechatpay_down && !halt ? ['WeChat Pay is down, tried again'] : []),
    ...(estimated_end === undefined ? [] : [`about ${formatDuration(leftMs(status, estimated_end, rate, now))} left`]),
  ]
  return parts.join(', ')
}
