import { collect } from '../../../cli/report/collect.ts'
import type { Report } from '../../../cli/report/report.ts'
import type { JobRow } from '../../../functions/aws/job-rows.ts'

export const BEGUN = Date.parse('2026-03-01T00:00:00Z')

/** A row that ended `afterMs` after the job had begun. */
export function endedRow(row: number, afterMs: number, more: Partial<JobRow> = {}): JobRow {
  return {
    row,
    state: 'imported',
    code: '',
    pointer: '',
    attempts: 1,
    requestId: `08F5B8C2B506-${row}`,
    openid: `openid-${row}`,
    userCardCode: `code-${row}`,
    endedAt: BEGUN + afterMs,
    ...more,
  }
}

const REASONS: readonly Partial<JobRow>[] = [
  { state: 'rejected', code: 'deleted_by_user' },
  { state: 'rejected', code: 'openid_invalid', pointer: '/openid' },
  { state: 'already_member' },
  { state: 'unsettled', code: 'no_trace', attempts: 3 },
  { state: 'rejected', code: 'other_code', pointer: '/user_card_code' },
]

/** Rows at `ratePerSecond` of which every `every`th did not simply become a member. */
export async function* manyRows(count: number, ratePerSecond: number, every: number): AsyncGenerator<JobRow> {
  for (let row = 1; row <= count; row += 1) {
    const more = row % every === 0 ? REASONS[(row / every) % REASONS.length] : undefined
    yield endedRow(row, (row * 1_000) / ratePerSecond, more)
  }
}

/** A report on these rows; `more` says what is else. */
export async function makeReport(rows: AsyncIterable<JobRow>, more: Partial<Report> = {}): Promise<Report> {
  const collected = await collect(rows)
  return {
    ...collected,
    jobId: 'spring',
    state: 'ended',
    isComplete: true,
    rows: Object.values(collected.counts).reduce((sum, count) => sum + count, 0),
    job: {
      brandId: '1004',
      cardId: 'pbLatjvWOibDc5-TBnbUk1pD12o0',
      createdAt: BEGUN,
      fileSha256: 'a3f1c9d2'.repeat(8),
    },
    halts: [],
    allowedPerSecond: 5,
    madeAt: BEGUN + 3 * 86_400_000,
    offsetMs: 8 * 3_600_000,
    flags: ' --stack members',
    ...more,
  }
}
