import type { RowIssue } from './row-issue.ts'

const SAVE_AS = 'Save it as "CSV UTF-8 (comma delimited)" from the spreadsheet program.'

/** Why a file cannot be used, or not beyond a row: a closed set of stable codes, each with what to do. */
const FILE_HINTS = {
  not_found: 'Check the path.',
  not_permitted: 'Allow yourself to read the file.',
  is_directory: 'Name a file, not a folder.',
  not_a_file: 'Name a file, or give - and pipe the data in.',
  unreadable: 'Copy the file to this machine and try again.',
  spool_failed: 'Make room on the disk, or save the data to a file and name that.',
  file_changed: 'Wait until whatever writes the file has ended, then run the same command again.',
  file_empty: 'Give a CSV file with a header and a row for each member, or JSONL with an import request on each line.',
  no_rows: 'Add a row for each member.',
  too_many_rows: 'Split the file: a job has at most 1,000,000 rows.',
  spreadsheet: SAVE_AS,
  compressed: 'Unpack the file first.',
  utf16: SAVE_AS,
  utf32: SAVE_AS,
  nul_bytes: SAVE_AS,
  wrong_encoding: SAVE_AS,
  json_array: 'Put one import request on each line (JSONL), without brackets around and commas between.',
  wrong_delimiter: 'Save the file with commas between the columns.',
  header_missing: 'Put the names of the columns in the first row, such as openid and user_card_code.',
  header_faults: 'Correct the header.',
  quote_not_closed: 'Close the quote, and write each quote inside a quoted cell twice.',
  record_too_long: 'Shorten the row to 256 KiB; a quote that is not closed makes one of many rows.',
  defaults_invalid: 'Correct the defaults.',
  template_unusable: 'Check card_id, and the state of the card template with WeChat Pay.',
} as const satisfies Record<string, string>

export type FileErrorCode = keyof typeof FILE_HINTS

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
    this.hint = FILE_HINTS[code]
    this.row = more.row
    this.issues = more.issues ?? []
  }
}
