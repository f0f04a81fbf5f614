import { parseJson } from '../../functions/member/parse-json.ts'
import { createRequestBuilder } from './build-request.ts'
import { FileError } from './file-error.ts'
import { type FileRecord, isTree, MOST_ROWS } from './file-record.ts'
import { type CsvRecord, MOST_RECORD_BYTES, readCsv } from './read-csv.ts'
import { LOST_CHARACTER, type RowIssue, rowIssue } from './row-issue.ts'

/** The rows of a CSV text under its header, from 1; at most a million. */
export async function* readCsvRecords(
  text: AsyncIterable<string>,
  header: readonly string[],
): AsyncGenerator<FileRecord> {
  const buildRequest = createRequestBuilder(header)
  let row = -1
  for await (const record of readCsv(text)) {
    row += 1
    if (row > MOST_ROWS) throw tooManyRows()
    if (row === 0) continue
    const faults = [...findRecordFaults(row, header.length, record)]
    const { cells } = record
    yield { row, request: faults.length === 0 ? buildRequest(cells) : undefined, faults, original: cells }
  }
}

function* findRecordFaults(row: number, columns: number, { cells, misplacedQuote }: CsvRecord): Generator<RowIssue> {
  if (cells.every(cell => cell.trim() === '')) {
    yield rowIssue(row, '', 'row_empty', 'Has no value in any column.')
    return
  }
  if (misplacedQuote) {
    // Its cells are a guess, and so is their number.
    yield rowIssue(row, '', 'quote_misplaced', 'Has a quote that neither opens nor closes a cell and is not doubled.')
    return
  }
  const counts = `Has ${cells.length} cells where the header has ${columns}.`
  if (cells.length > columns) yield rowIssue(row, '', 'too_many_cells', counts)
  if (cells.length < columns) yield rowIssue(row, '', 'too_few_cells', counts)
}

/** The rows of a JSONL text, one import request a line; blank lines are none. At most a million. */
export async function* readJsonlRecords(text: AsyncIterable<string>): AsyncGenerator<FileRecord> {
  let row = 0
  for await (const line of readLines(text, () => row + 1)) {
    if (line.trim() === '') continue
    row += 1
    if (row > MOST_ROWS) throw tooManyRows()
    yield readLine(row, line)
  }
}

async function* readLines(text: AsyncIterable<string>, nextRow: () => number): AsyncGenerator<string> {
  const refuseLong = (line: string) => {
    if (line.length * 3 <= MOST_RECORD_BYTES || Buffer.byteLength(line) <= MOST_RECORD_BYTES) return
    const row = nextRow()
    throw new FileError('record_too_long', `Row ${row} is longer than 256 KiB; reading ended there.`, { row })
  }
  let rest = ''
  for await (const chunk of text) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      refuseLong(line)
      yield line.replace(/\r$/, '')
    }
    refuseLong(rest)
  }
  yield rest
}

function readLine(row: number, line: string): FileRecord {
  if (line.includes('\ufffd')) {
    const faults = [rowIssue(row, '', 'replacement_character', LOST_CHARACTER)]
    return { row, request: undefined, faults, original: line }
  }
  const parsed = parseJson(Buffer.from(line))
  if ('fault' in parsed) {
    const { pointer, code, detail } = parsed.fault
    return { row, request: undefined, faults: [rowIssue(row, pointer, code, detail)], original: line }
  }
  if (!isTree(parsed.value)) {
    const faults = [rowIssue(row, '', 'wrong_type', 'Must be an object.')]
    return { row, request: undefined, faults, original: line }
  }
  return { row, request: parsed.value, faults: [], original: line }
}

const tooManyRows = () =>
  new FileError('too_many_rows', 'The file has more than 1,000,000 rows.', { row: MOST_ROWS + 1 })
