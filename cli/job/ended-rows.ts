import { readJobRows } from '../../functions/aws/job-rows.ts'
import type { StateTable } from '../../functions/aws/state-table.ts'
import { canReopen } from '../../functions/member/can-reopen.ts'

/** How the rows of a job stood in the table when they were read. */
export type EndedRows = {
  /** Whether a row has ended for good. */
  isOver(row: number): boolean
  /** Whether it has ended in a way that the same command sends again. */
  canReopen(row: number): boolean
  /** It was opened again, and counts as never ended. */
  reopened(row: number): void
}

const OVER = 1
const REOPENABLE = 2

/** Reads the records of a job once: one byte a row is kept. */
export async function readEndedRows(table: StateTable, jobId: string, rows: number): Promise<EndedRows> {
  const states = new Uint8Array(rows + 1)
  for await (const { row, state, code } of readJobRows(table, jobId)) {
    states[row] = canReopen({ state, code }) ? REOPENABLE : OVER
  }
  return {
    isOver: row => states[row] === OVER,
    canReopen: row => states[row] === REOPENABLE,
    reopened(row) {
      states[row] = 0
    },
  }
}
