import type { Ending, Endings } from '../../functions/ports.ts'
import type { RowIssue } from '../file/row-issue.ts'
import type { Journal } from './journal.ts'

/** So many faults of a row are told in its record. */
const MOST_TOLD = 10

/**
 * Rows that are not sent end here, so that every row of the file has its end. One that has ended already is left, and so
 * is one that was sent when it had no fault (the template may have changed since): WeChat Pay may know of it.
 */
export async function recordFaultyRows(
  jobId: string,
  bad: ReadonlyMap<number, readonly RowIssue[]>,
  { isQueued }: Pick<Journal, 'isQueued'>,
  endings: Endings,
): Promise<void> {
  for (const [row, issues] of bad) {
    if (isQueued(row)) continue
    const told = issues.slice(0, MOST_TOLD).map(({ column, detail }) => (column ? `${column}: ${detail}` : detail))
    const [first] = issues
    const ending: Ending = {
      state: 'rejected',
      ...(first && { code: first.code }),
      detail: told.join(' '),
      attempts: 0,
    }
    await endings.finish({ row: { jobId, row }, ending })
  }
}
