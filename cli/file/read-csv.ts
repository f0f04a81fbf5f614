import { pipeline, Readable } from 'node:stream'
import { parse } from 'csv-parse'
import { FileError } from './file-error.ts'

/** `misplacedQuote`: a quote stands where RFC 4180 has none, and the cells are a guess. */
export type CsvRecord = { cells: readonly string[]; misplacedQuote: boolean }

/** A message of SQS, and so an import request, has no more. Here it bounds the memory. */
export const MOST_RECORD_BYTES = 256 * 1024

/** One well-formed cell and what ends it. */
const CELL = /(?:"[^"]*(?:""[^"]*)*"|[^",\r\n]*)(?:,|$)/y

/**
 * The records of a CSV text (RFC 4180; CRLF, LF and CR end a line, also mixed), the header first; empty lines are none.
 * Goes on after records of a wrong length and after misplaced quotes within a line. Rejects, when the records before
 * have been taken, where it cannot be known how the text goes on: a quote that is not closed, and more than 256 KiB
 * without an end.
 */
export async function* readCsv(text: AsyncIterable<string>): AsyncGenerator<CsvRecord> {
  let row = 0
  let isOpen = false
  let isTooLong = false
  const parser = parse({
    // The parser is to go on wherever it can; what it passes over is judged here, with the number of the row.
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    on_skip: () => {
      isOpen = true
      return undefined
    },
    raw: true,
    record_delimiter: ['\r\n', '\n', '\r'],
  })
  const records: AsyncIterable<{ record: string[]; raw: string }> = pipeline(Readable.from(bounded()), parser, () => {})

  for await (const { record, raw } of records) {
    // Empty lines before the record are in its raw text too.
    const line = raw.replace(/^[\r\n]+|[\r\n]+$/g, '')
    if (Buffer.byteLength(line) > MOST_RECORD_BYTES) throw tooLong()
    const misplacedQuote = line.includes('"') && !isWellFormed(line)
    if (misplacedQuote && /[\r\n]/.test(line)) throw notClosed()
    yield { cells: record, misplacedQuote }
    row += 1
  }
  if (isTooLong) throw tooLong()
  if (isOpen) throw notClosed()

  /** Ends when the parser has been given much more than a record since it last found the end of one. */
  async function* bounded(): AsyncGenerator<string> {
    let found = 0
    let since = 0
    for await (const chunk of text) {
      yield chunk
      const { records, empty_lines: emptyLines } = parser.info
      since = records + emptyLines === found ? since + Buffer.byteLength(chunk) : 0
      found = records + emptyLines
      isTooLong = since > 2 * MOST_RECORD_BYTES
      if (isTooLong) return
    }
  }

  function tooLong(): FileError {
    return new FileError(
      'record_too_long',
      `The file is readable up to ${nameRow(row)}, which is longer than 256 KiB; reading ended there.`,
      { row },
    )
  }

  function notClosed(): FileError {
    const sentence = `A quote opens in ${nameRow(row)} and is not closed; reading ended there.`
    return new FileError('quote_not_closed', sentence, { row })
  }
}

const nameRow = (row: number) => (row === 0 ? 'the header' : `row ${row}`)

function isWellFormed(line: string): boolean {
  CELL.lastIndex = 0
  // Each match but the last ends after its comma; an empty one at the end of the line is a last, empty cell.
  while (CELL.lastIndex < line.length) if (!CELL.test(line)) return false
  return true
}
