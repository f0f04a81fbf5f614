import * as v from 'valibot'
import { END_STATES } from '../member/end-state.ts'
import { SCOPE_KINDS } from '../member/halt-scope.ts'
import { JOB_ID } from '../member/job-id.ts'

/** A name, a code or an id of ours, of AWS or of WeChat Pay; never a sentence. */
const name = v.pipe(v.string(), v.regex(/^[\w.:$/{} -]{1,120}$/))
/** A sentence of this product, which names a rule and no value. */
const sentence = v.string()
const count = v.pipe(v.number(), v.integer(), v.minValue(0))

const jobId = v.pipe(v.string(), v.regex(JOB_ID))
const ofRow = { job_id: v.exactOptional(jobId), row: v.exactOptional(count) }
/** `request_id` is WeChat Pay's; that of Lambda, `function_request_id`, stands in every line of an invocation. */
const heard = { request_id: v.exactOptional(v.pipe(v.string(), v.regex(/^[\x21-\x7e]{1,128}$/))) }
const ended = {
  state: v.picklist(END_STATES),
  code: v.exactOptional(name),
  ...heard,
}
const failure = { error: name, code: v.exactOptional(name), cause: v.exactOptional(name) }
const halt = { scope: v.picklist(SCOPE_KINDS), reason: name }
const broken = { code: name, fault: sentence, cause: v.exactOptional(name) }

/**
 * Every event that is logged, with the facts that it may have: a fact that is not here is an error of type, and is left
 * out at run time. Nothing personal is here, no openid and no card code; a row is named by its job and number.
 */
export const LOG_EVENTS = {
  /** One call to WeChat Pay. `why` and `code` are of its reply; `waited_ms`: for the permit. */
  call: v.object({
    ...ofRow,
    call: v.picklist(['import', 'query', 'list', 'template']),
    reply: name,
    why: v.exactOptional(name),
    code: v.exactOptional(name),
    ms: count,
    waited_ms: count,
    ...heard,
  }),
  /** One batch of the queue. `oldest_s`: the age of its oldest message. */
  batch_ended: v.object({ messages: count, returned: count, oldest_s: count, ms: count }),

  row_ended: v.object({ ...ofRow, ...ended, attempts: count }),
  member_ended: v.object(ended),
  request_failed: v.object(failure),
  attempt_failed: v.object({ ...ofRow, ...failure }),
  message_failed: v.object({ message_id: v.exactOptional(name), ...failure }),
  near_their_end: v.object({ messages: count }),
  hiding_failed: v.object(failure),
  giving_in_failed: v.object(failure),
  hand_over_failed: v.object(failure),

  halted: v.object(halt),
  halt_ended: v.object(halt),
  raising_failed: v.object(failure),

  credential_broken: v.object({ ...broken, version: v.exactOptional(name) }),
  credential_not_refreshed: v.object({}),
  certificates_not_renewed: v.object(broken),
  private_key_left: v.object({ mend: sentence }),
  signing_failed: v.object(broken),

  configuration_broken: v.object({ faults: sentence }),
  no_import_queue_url: v.object({ skipped: name }),
  no_dead_letter_queue_url: v.object({ skipped: name }),
  no_queue_to_settle: v.object({}),
} as const

export type LogEvent = keyof typeof LOG_EVENTS

/** The facts of an event: no argument is needed where none is. */
export type Facts<E extends LogEvent> =
  Record<never, never> extends v.InferOutput<(typeof LOG_EVENTS)[E]>
    ? [facts?: v.InferOutput<(typeof LOG_EVENTS)[E]>]
    : [facts: v.InferOutput<(typeof LOG_EVENTS)[E]>]
