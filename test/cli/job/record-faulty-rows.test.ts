import { expect, test } from 'vitest'
import type { RowIssue } from '../../../cli/file/row-issue.ts'
import { recordFaultyRows } from '../../../cli/job/record-faulty-rows.ts'
import type { Endings } from '../../../functions/ports.ts'

const issue = (row: number, column: string, detail: string): RowIssue => ({
  row,
  column,
  code: 'too_long',
  detail,
  hint: 'Shorten it.',
})

test('a faulty row ends as rejected, with its faults; one that was sent before it had any is left to WeChat Pay', async () => {
  const finished: Parameters<Endings['finish']>[0][] = []
  const endings: Endings = {
    async finish(end) {
      finished.push(end)
      return 'written'
    },
  }
  const bad = new Map([
    [3, [issue(3, 'level', 'Too long.'), issue(3, 'openid', 'Too long, too.')]],
    [7, [issue(7, 'level', 'Too long.')]],
    [9, [issue(9, '', 'Has 7 cells where the header has 6.')]],
  ])
  await recordFaultyRows('spring', bad, { isQueued: row => row === 7 }, endings)
  expect(finished).toEqual([
    {
      row: { jobId: 'spring', row: 3 },
      ending: { state: 'rejected', code: 'too_long', detail: 'level: Too long. openid: Too long, too.', attempts: 0 },
    },
    {
      row: { jobId: 'spring', row: 9 },
      ending: { state: 'rejected', code: 'too_long', detail: 'Has 7 cells where the header has 6.', attempts: 0 },
    },
  ])
})
