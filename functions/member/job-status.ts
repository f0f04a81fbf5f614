import * as v from 'valibot'
import { HaltReasonSchema } from './halt-reason.ts'
import { SCOPE_KINDS } from './halt-scope.ts'
import { about } from './stating.ts'

const count = v.pipe(v.number(), v.integer())
const moment = v.pipe(v.string(), v.isoTimestamp())

/** How a job stands: the body of `GET /jobs/{job_id}`. */
export const JobStatusSchema = v.object({
  job_id: v.string(),
  state: about(
    '`ended` once as many rows have ended as it has, which is never known of a job that was not registered.',
    v.picklist(['running', 'halted', 'cancelled', 'ended']),
  ),
  rows: v.exactOptional(count),
  queued: v.exactOptional(
    about(
      'Rows that were sent, or recorded as faulty, so far; the others wait for the import command to go on.',
      count,
    ),
  ),
  counts: v.object({
    imported: count,
    already_member: count,
    rejected: count,
    unsettled: count,
    unprocessed: about('Rows of a cancelled job without an end.', count),
  }),
  ended: count,
  left: v.exactOptional(about('Rows that will still be worked on.', count)),
  rate: about(
    'What the shared pacer grants now; 0 under a halt, while WeChat Pay is down, and before the first call.',
    v.object({ calls_per_second: v.number(), wechatpay_down: v.boolean() }),
  ),
  estimated_end: v.exactOptional(about('If nothing else uses the rate; absent where nothing can be said.', moment)),
  halts: v.array(
    v.object({
      scope: v.picklist(SCOPE_KINDS),
      reason: HaltReasonSchema,
      sentence: v.string(),
      mend: v.string(),
      raised_at: moment,
    }),
  ),
  created_at: moment,
  updated_at: moment,
  cancelled_at: v.exactOptional(moment),
  file_sha256: v.exactOptional(v.string()),
})

export type JobStatus = v.InferOutput<typeof JobStatusSchema>
