import { describe, expect, test } from 'vitest'
import { collect, MOST_LISTED } from '../../../cli/report/collect.ts'
import type { JobRow } from '../../../functions/aws/job-rows.ts'
import { BEGUN, endedRow, manyRows } from './reports.ts'

async function* all(...rows: JobRow[]): AsyncGenerator<JobRow> {
  yield* rows
}

describe('the rows of a job', () => {
  test('are counted by state, and the last to end is known whatever its number', async () => {
    const collected = await collect(
      all(
        endedRow(1, 9_000),
        endedRow(2, 1_000, { state: 'already_member' }),
        endedRow(3, 2_000, { state: 'rejected', code: 'openid_invalid' }),
        endedRow(4, 3_000, { state: 'unsettled', code: 'no_trace' }),
        endedRow(5, 4_000),
      ),
    )
    expect(collected.counts).toEqual({ imported: 2, already_member: 1, rejected: 1, unsettled: 1 })
    expect(collected.lastEndedAt).toBe(BEGUN + 9_000)
  })

  test('that were never called are not among those over time', async () => {
    const { timeline, uncalled, counts } = await collect(
      all(
        endedRow(1, 0),
        { row: 2, state: 'rejected', code: 'too_long', pointer: '', attempts: 0, endedAt: BEGUN },
        // A member on record is asked about, and never sent.
        endedRow(3, 0, { state: 'already_member', attempts: 0 }),
      ),
    )
    expect(timeline.buckets).toEqual([
      { at: BEGUN, counts: { imported: 1, already_member: 1, rejected: 0, unsettled: 0 } },
    ])
    expect([uncalled, counts.rejected]).toEqual([1, 1])
  })

  test('none of which has ended make no time and no bucket', async () => {
    const collected = await collect(all())
    expect(collected.lastEndedAt).toBeUndefined()
    expect(collected.timeline.buckets).toEqual([])
  })
})

describe('reasons', () => {
  test('come by count, with their first row and the fields at fault', async () => {
    const rejected = (row: number, code: string, pointer = '', detail = '') =>
      endedRow(row, 0, { state: 'rejected', code, pointer, detail })
    const { reasons } = await collect(
      all(
        rejected(2, 'deleted_by_user'),
        rejected(3, 'too_long', '/level', 'At most 10.'),
        rejected(4, 'too_long', '/user_information/common_field_list/3/value', 'At most 512.'),
        rejected(5, 'too_long', '/user_information/common_field_list/1/value'),
      ),
    )
    expect(reasons).toEqual([
      {
        state: 'rejected',
        code: 'too_long',
        rows: 3,
        first: 3,
        detail: 'At most 10.',
        fields: ['level', 'user_information.common_field_list.value'],
      },
      { state: 'rejected', code: 'deleted_by_user', rows: 1, first: 2, detail: '', fields: [] },
    ])
  })

  test('of one name are told apart by the state', async () => {
    const { reasons } = await collect(
      all(...(['rejected', 'unsettled'] as const).map((state, row) => endedRow(row + 1, 0, { state, code: 'odd' }))),
    )
    expect(reasons.map(({ state, rows }) => [state, rows])).toEqual([
      ['rejected', 1],
      ['unsettled', 1],
    ])
  })
})

test('of a long detail the beginning is kept', async () => {
  const { reasons } = await collect(
    all(endedRow(1, 0, { state: 'rejected', code: 'too_long', detail: 'x'.repeat(9_999) })),
  )
  expect(reasons[0]?.detail).toBe(`${'x'.repeat(200)}…`)
})

test('unsettled rows are listed with what to look them up by, and nothing of the member', async () => {
  const { unsettled } = await collect(
    all(endedRow(7, 0, { state: 'unsettled', code: 'no_trace', attempts: 3 }), {
      row: 8,
      state: 'unsettled',
      code: 'too_long_in_queue',
      pointer: '',
      attempts: 0,
      endedAt: BEGUN,
    }),
  )
  expect(unsettled).toEqual([
    { row: 7, code: 'no_trace', attempts: 3, requestId: '08F5B8C2B506-7' },
    { row: 8, code: 'too_long_in_queue', attempts: 0 },
  ])
})

test('what is kept does not grow with the job', async () => {
  const { counts, unsettled, timeline, reasons } = await collect(manyRows(100_000, 5, 2))
  expect(counts.unsettled).toBe(10_000)
  expect(unsettled).toHaveLength(MOST_LISTED)
  expect(timeline.buckets.length).toBeLessThanOrEqual(120)
  expect(reasons).toHaveLength(4)
})
