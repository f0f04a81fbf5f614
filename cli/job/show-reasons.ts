import { readJobRows } from '../../functions/aws/job-rows.ts'
import type { StateTable } from '../../functions/aws/state-table.ts'
import { formatTable } from '../output/format-table.ts'
import type { Io } from '../output/io.ts'
import { explainCode } from './explain-code.ts'

/** Why rows of a job did not end well: each state and code with its first row, sentence and mend. */
export async function showReasons(table: StateTable, jobId: string, io: Pick<Io, 'data'>): Promise<void> {
  const reasons = new Map<string, { state: string; code: string; row: number; count: number; detail: string }>()
  for await (const { state, code, row, detail = '' } of readJobRows(table, jobId)) {
    if (state !== 'rejected' && state !== 'unsettled') continue
    const known = reasons.get(`${state} ${code}`)
    reasons.set(`${state} ${code}`, { state, code, detail, row, ...known, count: (known?.count ?? 0) + 1 })
  }
  const lines = [...reasons.values()].map(({ state, code, row, count, detail }) => {
    const { sentence, mend } = explainCode(state, code, detail)
    return [state, code, count, row, `${sentence} ${mend}`]
  })
  if (lines.length > 0)
    io.data(`\n${formatTable([['state', 'code', 'rows', 'first', 'why, and what to do'], ...lines])}`)
}
