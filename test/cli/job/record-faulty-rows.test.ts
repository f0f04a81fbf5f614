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
  ])
  await recordFaultyRows('spring', bad, { isQueued: row => row === 7 }, endings)
  expect(finished).toEqual([
    {
      row: { jobId: 'spring', row: 3 },
      ending: { state: 'rejected', code: 'too_long', detail: 'level: Too long. openid: Too long, too.', attempts: 0 },
    },
  ])
})
