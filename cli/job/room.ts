import type { JobStatus } from '../../functions/aws/job-status.ts'
import { CommandError } from '../command-error.ts'
import type { Context } from '../context.ts'

/**
 * Holds a feed back while so many rows wait in the queue, and looks after the job from time to time. A halted job takes
 * no more once it is full; a cancelled one takes none: throws a CommandError.
 */
export function createRoom(options: {
  mostWaiting: number
  /** Rows of the job that were sent before, ended or not. */
  sentBefore: number
  everyMs: number
  look: () => Promise<JobStatus>
  context: Pick<Context, 'now' | 'signal' | 'sleep'>
}): (handedOut: number) => Promise<boolean> {
  const { mostWaiting, sentBefore, everyMs, look, context } = options
  let status: JobStatus | undefined
  let lookedAt = 0

  return async handedOut => {
    for (;;) {
      context.signal.throwIfAborted()
      const isDue = status === undefined || context.now() - lookedAt >= everyMs
      if (isDue) {
        status = await look()
        lookedAt = context.now()
        if (status.state === 'cancelled') throw new CommandError(1, `The job ${status.job_id} was cancelled.`)
      }
      if (sentBefore + handedOut - (status?.ended ?? 0) < mostWaiting) return true
      if (status?.state === 'halted') return false
      await context.sleep(everyMs)
    }
  }
}
