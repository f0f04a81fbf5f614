import type { JobStatus } from '../../functions/aws/job-status.ts'
import type { Job } from '../../functions/ports.ts'
import type { Collected } from './collect.ts'

/** All that a report is made of. Moments in ms since 1970; `flags` as the next command names the target. */
export type Report = Collected & {
  jobId: string
  state: JobStatus['state']
  isComplete: boolean
  rows?: number
  job: Pick<Job, 'brandId' | 'cardId' | 'createdAt' | 'cancelledAt' | 'fileSha256'>
  halts: JobStatus['halts']
  allowedPerSecond?: number
  madeAt: number
  offsetMs: number
  flags: string
}
