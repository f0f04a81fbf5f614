import { scopeKind } from '../member/halt-scope.ts'
import type { JobStatus } from '../member/job-status.ts'
import { HALTS } from '../member/reasons.ts'
import type { Halt, Job } from '../ports.ts'
import { isProbing, type Pace } from './pace.ts'

/** `pace`: the shared clock of the credential, once a first call has made it. `now`: ms since 1970. */
export type JobFacts = { halts: readonly Halt[]; pace?: Pace; now: number }

/** How a job stands, for whoever waits for it. */
export function describeJob(jobId: string, job: Job, { halts, pace, now }: JobFacts): JobStatus {
  const { counts, rows, queued, cancelledAt, fileSha256 } = job
  const ended = counts.imported + counts.already_member + counts.rejected + counts.unsettled
  const withoutEnd = rows === undefined ? undefined : Math.max(0, rows - ended)
  const cancelled = cancelledAt !== undefined
  const left = cancelled ? 0 : withoutEnd
  const state = cancelled ? 'cancelled' : withoutEnd === 0 ? 'ended' : halts.length > 0 ? 'halted' : 'running'
  const down = pace !== undefined && isProbing(pace)
  const callsPerSecond = pace && !down && halts.length === 0 ? 1_000 / pace.intervalMs : 0
  const end =
    state === 'running' && left !== undefined ? estimateEnd(left, counts, ended, callsPerSecond, now) : undefined
  return {
    job_id: jobId,
    state,
    ...(rows !== undefined && { rows }),
    ...(queued !== undefined && { queued }),
    counts: { ...counts, unprocessed: cancelled ? (withoutEnd ?? 0) : 0 },
    ended,
    ...(left !== undefined && { left }),
    rate: { calls_per_second: Math.round(callsPerSecond * 100) / 100, wechatpay_down: down },
    ...(end !== undefined && { estimated_end: moment(end) }),
    halts: halts.map(describeHalt),
    created_at: moment(job.createdAt),
    updated_at: moment(job.updatedAt),
    ...(cancelledAt !== undefined && { cancelled_at: moment(cancelledAt) }),
    ...(fileSha256 !== undefined && { file_sha256: fileSha256 }),
  }
}

/**
 * In permits, as the rows so far took them: a member who has a card already costs two, the import and the query
 * (DESIGN: pacer). Before any row has ended one is assumed.
 */
function estimateEnd(
  left: number,
  counts: Job['counts'],
  ended: number,
  callsPerSecond: number,
  now: number,
): number | undefined {
  if (callsPerSecond === 0) return undefined
  const permitsPerRow = ended === 0 ? 1 : (ended + counts.already_member) / ended
  return now + (left * permitsPerRow * 1_000) / callsPerSecond
}

function describeHalt({ scope, reason, raisedAt }: Halt): JobStatus['halts'][number] {
  const { sentence, mend } = HALTS[reason]
  return { scope: scopeKind(scope), reason, sentence, mend, raised_at: moment(raisedAt) }
}

function moment(ms: number): string {
  return new Date(ms).toISOString()
}
