import { createReadStream } from 'node:fs'
import { parse } from 'csv-parse'

export type CsvRow = { row: number; cells: ReadonlyMap<string, string> }

/** The rows of a UTF-8 CSV file (RFC 4180) one by one, numbered from 1 after the header. Rejects on a malformed file. */
export async function* readCsv(file: string): AsyncGenerator<CsvRow> {
  const records = createReadStream(file).pipe(parse({ bom: true, skip_empty_lines: true }))
  let header: string[] | undefined
  let row = 0
  for await (const record of records) {
    const cells: string[] = record
    if (!header) {
      header = cells
      continue
    }
    row += 1
    yield { row, cells: new Map(header.map((name, at) => [name, cells[at] ?? ''])) }
  }
}
