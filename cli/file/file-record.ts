import type { RowIssue } from './row-issue.ts'

export type Tree = { [name: string]: unknown }

export const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A job has no more. */
export const MOST_ROWS = 1_000_000

/**
 * One row of a member file, as far as it can be read. `request`: the import request that it makes without any defaults,
 * unchecked; absent where the row cannot be read, and `faults` then says why. `original`: the cells in the order of the
 * header, or the line of a JSONL file without its end.
 */
export type FileRecord = {
  row: number
  request: Tree | undefined
  faults: RowIssue[]
  original: readonly string[] | string
}
