import { FAULTS, type FaultCode } from '../../functions/member/faults.ts'
import type { Reason } from '../../functions/member/reasons.ts'
import { ROW_FAULTS, type RowFaultCode } from '../../functions/member/row-faults.ts'

export type RowCode = RowFaultCode | FaultCode

/**
 * One fault or warning. `row` counts from 1 after the header, 0 is the header. `column` is a column's name, for JSONL a
 * JSON Pointer, and empty where the whole row is meant. `detail` names the rule and never the value. `otherRow`: the
 * earlier row of the two that do not go together.
 */
export type RowIssue = { row: number; column: string; code: RowCode; detail: string; hint: string; otherRow?: number }

/** U+FFFD stands in place of bytes that were no character. */
export const LOST_CHARACTER = 'Holds U+FFFD, which stands for a character that a conversion has lost.'

const KNOWN: Readonly<Record<RowCode, Reason>> = { ...FAULTS, ...ROW_FAULTS }

export const rowIssue = (row: number, column: string, code: RowCode, detail: string): RowIssue => ({
  row,
  column,
  code,
  detail,
  hint: KNOWN[code].mend,
})
