import type { Reason } from '../../functions/member/reasons.ts'
import type { RowIssue } from './row-issue.ts'

const SAVE_AS = 'Save it as "CSV UTF-8 (comma delimited)" from the spreadsheet program.'

/** Why a file cannot be used, or not beyond a row: a closed set of stable codes, each with what it means and what to do. */
export const FILE_FAULTS = {
  not_found: { sentence: 'The file does not exist.', mend: 'Check the path.' },
  not_permitted: { sentence: 'This user may not read the file.', mend: 'Allow yourself to read the file.' },
  is_directory: { sentence: 'The name is that of a folder.', mend: 'Name a file, not a folder.' },
  not_a_file: {
    sentence: 'The name is neither that of a file nor of a pipe.',
    mend: 'Name a file, or give - and pipe the data in.',
  },
  unreadable: { sentence: 'Reading the file failed.', mend: 'Copy the file to this machine and try again.' },
  spool_failed: {
    sentence: 'What was piped in could not be kept on the disk.',
    mend: 'Make room on the disk, or save the data to a file and name that.',
  },
  file_changed: {
    sentence: 'The file changed while it was read.',
    mend: 'Wait until whatever writes the file has ended, then run the same command again.',
  },
  file_empty: {
    sentence: 'The file is empty.',
    mend: 'Give a CSV file with a header and a row for each member, or JSONL with an import request on each line.',
  },
  no_rows: { sentence: 'The file has a header and no rows.', mend: 'Add a row for each member.' },
  too_many_rows: {
    sentence: 'The file has more than 1,000,000 rows.',
    mend: 'Split the file: a job has at most 1,000,000 rows.',
  },
  spreadsheet: { sentence: 'The file is a workbook of a spreadsheet program, not CSV.', mend: SAVE_AS },
  compressed: { sentence: 'The file is compressed.', mend: 'Unpack the file first.' },
  utf16: { sentence: 'The file is UTF-16.', mend: SAVE_AS },
  utf32: { sentence: 'The file is UTF-32.', mend: SAVE_AS },
  nul_bytes: { sentence: 'The file holds NUL bytes: it is UTF-16 without a mark, or no text at all.', mend: SAVE_AS },
  wrong_encoding: { sentence: 'The file is neither UTF-8 nor GB18030 from its beginning to its end.', mend: SAVE_AS },
  json_array: {
    sentence: 'The file is one JSON array.',
    mend: 'Put one import request on each line (JSONL), without brackets around and commas between.',
  },
  wrong_delimiter: {
    sentence: 'The columns are separated by something other than commas.',
    mend: 'Save the file with commas between the columns.',
  },
  header_missing: {
    sentence: 'The first row names no column that is known.',
    mend: 'Put the names of the columns in the first row, such as openid and user_card_code.',
  },
  header_faults: { sentence: 'The header has faults.', mend: 'Correct the header.' },
  quote_not_closed: {
    sentence: 'A quote is not closed; reading ended there.',
    mend: 'Close the quote, and write each quote inside a quoted cell twice.',
  },
  record_too_long: {
    sentence: 'A row is longer than 256 KiB; reading ended there.',
    mend: 'Shorten the row to 256 KiB; a quote that is not closed makes one of many rows.',
  },
  defaults_invalid: { sentence: 'What is given for every row has faults.', mend: 'Correct the defaults.' },
  template_unusable: {
    sentence: 'The card template is not in effect.',
    mend: 'Check card_id, and the state of the card template with WeChat Pay.',
  },
} as const satisfies Record<string, Reason>

export type FileErrorCode = keyof typeof FILE_FAULTS

/**
 * The file as a whole, or its rest from `row` on, cannot be used. `message` is a sentence without any value of the file;
 * `issues` are the single faults where there are several.
 */
export class FileError extends Error {
  readonly code: FileErrorCode
  readonly hint: string
  readonly row: number | undefined
  readonly issues: readonly RowIssue[]

  constructor(
    code: FileErrorCode,
    sentence: string,
    more: { row?: number; issues?: readonly RowIssue[]; cause?: unknown } = {},
  ) {
    super(sentence, { cause: more.cause })
    this.name = 'FileError'
    this.code = code
    this.hint = FILE_FAULTS[code].mend
    this.row = more.row
    this.issues = more.issues ?? []
  }
}
