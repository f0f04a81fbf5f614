import type { JobRow } from '../../functions/aws/job-rows.ts'
import { explainCode } from '../job/explain-code.ts'

/** The columns of succeeded.csv, failed.csv and unprocessed.csv. No personal field is among them. */
export const RESULT_COLUMNS = [
  'row',
  'openid',
  'user_card_code',
  'state',
  'code',
  'sentence',
  'what_to_do',
  'request_id',
  'attempts',
] as const

/** What identifies the member of a row, as the original file has it. */
export type Named = { openid?: string | undefined; userCardCode?: string | undefined }

/** The cells of a row that has ended. */
export function resultCells(ended: JobRow, named: Named): string[] {
  const { row, state, code, requestId, attempts, detail } = ended
  const { sentence, mend } = state === 'rejected' || state === 'unsettled' ? explainCode(state, code, detail) : NOTHING
  const openid = ended.openid ?? named.openid
  const userCardCode = ended.userCardCode ?? named.userCardCode
  return [row, openid, userCardCode, state, code, sentence, mend, requestId, attempts].map(guard)
}

/** The cells of a row without a record: of a cancelled job it never was called, else it still waits. */
export function unprocessedCells(
  row: number,
  named: Named,
  job: { isCancelled: boolean; isComplete: boolean },
): string[] {
  const [state, sentence, mend] = job.isCancelled
    ? ['unprocessed', ...(job.isComplete ? NEVER_CALLED : STILL_SETTLED)]
    : ['waiting', 'This row has not ended yet.', 'Fetch the results again when the job has ended.']
  return [row, named.openid, named.userCardCode, state, '', sentence, mend, '', 0].map(guard)
}

const NEVER_CALLED = ['The job was cancelled before this row was called.', 'Import it with another job.']
const STILL_SETTLED = [
  'The job was cancelled; if this row had been called, its outcome is still being settled.',
  'Fetch the results again when the queue is empty.',
]
const NOTHING = { sentence: '', mend: '' }

/**
 * A spreadsheet takes a cell that begins so, also in full width, for a formula; an apostrophe makes it a text (OWASP, CSV
 * injection). These files are for reading; retry.csv, which is imported again, holds the operator's own cells as they were.
 */
function guard(value: string | number | undefined): string {
  const text = String(value ?? '')
  return /^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text
}
