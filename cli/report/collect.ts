import type { JobRow } from '../../functions/aws/job-rows.ts'
import type { EndState } from '../../functions/member/end-state.ts'
import { createBuckets, type Timeline } from './bucket.ts'
import { type EndCounts, isEndState, noRows } from './end-states.ts'

/**
 * Rows that ended for the same reason. `first`: the number of the first of them, `detail`: what its record says of it;
 * `fields`: those at fault, some of them if they are many.
 */
export type ReasonCount = {
  state: EndState
  code: string
  rows: number
  first: number
  detail: string
  fields: readonly string[]
}

export type UnsettledRow = Pick<JobRow, 'row' | 'code' | 'attempts' | 'requestId'>

/** `uncalled`: rows that were refused, or given up, before any call; they are not in the timeline. */
export type Collected = {
  counts: EndCounts
  uncalled: number
  lastEndedAt?: number
  timeline: Timeline
  reasons: readonly ReasonCount[]
  unsettled: readonly UnsettledRow[]
}

/** So many unsettled rows are listed one by one; the results hold them all. */
export const MOST_LISTED = 50
const MOST_FIELDS = 5
const LONGEST_DETAIL = 200

/** Adds the rows of a job up in one pass. What is kept does not grow with their number. */
export async function collect(rows: AsyncIterable<JobRow>): Promise<Collected> {
  const counts = noRows()
  const buckets = createBuckets()
  const reasons = new Map<string, ReasonCount>()
  const unsettled: UnsettledRow[] = []
  let uncalled = 0
  let lastEndedAt = 0

  for await (const ended of rows) {
    const { row, state, code, attempts, requestId, endedAt } = ended
    if (!isEndState(state)) continue
    counts[state] += 1
    lastEndedAt = Math.max(lastEndedAt, endedAt)
    // A row takes of the allowed rate by being called; faulty ones are written down as fast as the table takes them.
    if (attempts > 0 || requestId !== undefined) buckets.add(endedAt, state)
    else uncalled += 1
    if (state === 'rejected' || state === 'unsettled') {
      const key = `${state} ${code}`
      reasons.set(key, countReason(reasons.get(key), { ...ended, state }))
    }
    if (state === 'unsettled' && unsettled.length < MOST_LISTED) {
      unsettled.push({ row, code, attempts, ...(requestId !== undefined && { requestId }) })
    }
  }
  return {
    counts,
    uncalled,
    ...(lastEndedAt > 0 && { lastEndedAt }),
    timeline: buckets.close(),
    reasons: [...reasons.values()].sort((a, b) => b.rows - a.rows),
    unsettled,
  }
}

function countReason(known: ReasonCount | undefined, ended: JobRow & { state: EndState }): ReasonCount {
  const { state, code, row, pointer } = ended
  const { rows = 0, first = row, fields = [], detail = shorten(ended.detail ?? '') } = known ?? {}
  const field = pointer.replaceAll(/\/\d+/g, '').slice(1).replaceAll('/', '.')
  const isNew = field !== '' && !fields.includes(field) && fields.length < MOST_FIELDS
  return { state, code, rows: rows + 1, first, detail, fields: isNew ? [...fields, field] : fields }
}

function shorten(text: string): string {
  return text.length > LONGEST_DETAIL ? `${text.slice(0, LONGEST_DETAIL)}…` : text
}
