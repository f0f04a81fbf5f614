import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream'
import { parse } from 'csv-parse'

export type CsvRow = { row: number; cells: ReadonlyMap<string, string> }

/**
 * The rows of a UTF-8 CSV file (RFC 4180) one by one, numbered from 1 after the header. Rejects where the file cannot be
 * read, is not UTF-8 (spreadsheets in China write GBK), is malformed, or names a column twice.
 */
export async function* readCsv(file: string): AsyncGenerator<CsvRow> {
  const records = pipeline(createReadStream(file), decode, parse({ skip_empty_lines: true }), () => {})
  let header: string[] | undefined
  let row = 0
  for await (const record of records) {
    const cells: string[] = record
    if (!header) {
      header = cells
      const twice = cells.find((name, at) => cells.indexOf(name) !== at)
      if (twice !== undefined) throw new Error(`${file} has two columns named "${twice}".`)
      continue
    }
    row += 1
    yield { row, cells: new Map(header.map((name, at) => [name, cells[at] ?? ''])) }
  }

  /** Drops a byte order mark too. */
  async function* decode(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
    const decoder = new TextDecoder('utf-8', { fatal: true })
    try {
      for await (const chunk of chunks) yield decoder.decode(chunk, { stream: true })
      yield decoder.decode()
    } catch (cause) {
      throw cause instanceof TypeError ? new Error(`${file} is not UTF-8. Save it as CSV UTF-8.`, { cause }) : cause
    }
  }
}
