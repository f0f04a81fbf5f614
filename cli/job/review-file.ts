import type { CheckedRow } from '../file/check-member-file.ts'
import type { RowIssue } from '../file/row-issue.ts'
import { describeIssue, issueLine } from '../output/describe-issue.ts'
import { formatCount } from '../output/format-quantity.ts'
import type { Io } from '../output/io.ts'

/** What a check of the whole file came to. `bad`: the faults of faulty rows, of the first `keep` of these. */
export type Review = {
  rows: number
  faultyRows: number
  faults: number
  warnings: number
  bad: Map<number, RowIssue[]>
}

type Warned = { issue: RowIssue; rows: number[]; count: number }

/** A warning is shown once for its column and code, with so many of its rows. */
const ROWS_SHOWN = 5

/** Goes through the file once and tells every fault as it is found, then each kind of warning, however the reading ended. */
export async function reviewFile(
  rows: AsyncIterable<CheckedRow>,
  { keep, json = false, io }: { keep: number; json?: boolean | undefined; io: Io },
): Promise<Review> {
  const review: Review = { rows: 0, faultyRows: 0, faults: 0, warnings: 0, bad: new Map() }
  const warned = new Map<string, Warned>()
  try {
    for await (const checked of rows) count(checked)
  } finally {
    if (warned.size > 0) io.data(`${review.faults > 0 ? '\n' : ''}Warnings: these pass, and may be refused.`)
    for (const { issue, rows, count } of warned.values()) io.data(describeWarning(issue, rows, count))
  }
  return review

  function count({ row, faults, warnings }: CheckedRow): void {
    review.rows += 1
    if (review.rows % 1_000 === 0) io.progress.update(`${formatCount(review.rows, 'row')} checked`)
    review.faults += faults.length
    review.warnings += warnings.length
    if (faults.length > 0) {
      review.faultyRows += 1
      if (review.bad.size < keep) review.bad.set(row, faults)
    }
    for (const issue of faults) io.data(json ? issueLine('fault', issue) : describeIssue(issue))
    for (const issue of warnings) {
      if (json) io.data(issueLine('warning', issue))
      else remember(warned, issue)
    }
  }
}

function remember(warned: Map<string, Warned>, issue: RowIssue): void {
  const key = JSON.stringify([issue.column, issue.code])
  const known = warned.get(key) ?? { issue, rows: [], count: 0 }
  known.count += 1
  if (known.rows.length < ROWS_SHOWN) known.rows.push(issue.row)
  warned.set(key, known)
}

function describeWarning({ column, code, detail, hint }: RowIssue, rows: readonly number[], count: number): string {
  const where = count === 1 ? `row ${rows[0]}` : `${count} rows (${rows.join(', ')}${count > rows.length ? ', …' : ''})`
  return `${column}: ${code} in ${where}. ${detail} ${hint}`.trimEnd()
}
