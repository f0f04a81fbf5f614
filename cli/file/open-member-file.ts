import type { Readable } from 'node:stream'
import { FileError } from './file-error.ts'
import type { FileRecord } from './file-record.ts'
import { openSource } from './open-source.ts'
import { type OpenFile, readText } from './read-chunks.ts'
import { readCsv } from './read-csv.ts'
import { readCsvRecords, readJsonlRecords } from './read-records.ts'
import { type Encoding, scanFile } from './scan-file.ts'

export type { FileRecord } from './file-record.ts'

export type MemberFile = {
  /** As the operator named it. */
  name: string
  bytes: number
  /** SHA-256 of the bytes, in hex. */
  sha256: string
  encoding: Encoding
  /** Whether a byte order mark stands before UTF-8. */
  bom: boolean
  format: 'csv' | 'jsonl'
  /** The names of the columns, as they stand in a CSV file; empty for JSONL. */
  header: readonly string[]
  /**
   * The rows from the first, as often as it is called. Rejects with a FileError where the file cannot be read on, has
   * changed since it was opened, has no row, or more than a million.
   */
  records(): AsyncGenerator<FileRecord>
  close(): Promise<void>
}

/**
 * Opens a member file, or standard input (`-`), which is kept in `spoolFolder` while it is open. Reads it once: its hash
 * and encoding. Rejects with a FileError.
 */
export async function openMemberFile(
  path: string,
  spoolFolder: string,
  stdin: Readable = process.stdin,
): Promise<MemberFile> {
  const file = await openSource(path, spoolFolder, stdin)
  try {
    const { firstByte, ...scan } = await scanFile(file)
    const format = formatOf(file, firstByte)
    const header = format === 'csv' ? await readHeader(file, scan.encoding) : []
    return {
      name: file.name,
      format,
      header,
      ...scan,
      records: () => readRecords(file, { ...scan, format, header }),
      close: () => file.handle.close(),
    }
  } catch (error) {
    await file.handle.close()
    throw error
  }
}

function formatOf({ name }: OpenFile, firstByte: number): MemberFile['format'] {
  const first = String.fromCharCode(firstByte)
  if (first === '{' || /\.(jsonl|ndjson)$/i.test(name)) return 'jsonl'
  if (first === '[') throw new FileError('json_array', `${name} is a JSON array.`)
  return 'csv'
}

async function readHeader(file: OpenFile, encoding: Encoding): Promise<readonly string[]> {
  for await (const { cells, misplacedQuote } of readCsv(readText(file, { encoding }))) {
    if (misplacedQuote) break
    return cells
  }
  throw new FileError('header_faults', `The header of ${file.name} has a quote where none can be.`)
}

async function* readRecords(
  file: OpenFile,
  { format, header, ...scan }: Pick<MemberFile, 'format' | 'header' | 'encoding' | 'sha256'>,
): AsyncGenerator<FileRecord> {
  const text = readText(file, scan)
  let isEmpty = true
  for await (const record of format === 'csv' ? readCsvRecords(text, header) : readJsonlRecords(text)) {
    isEmpty = false
    yield record
  }
  if (isEmpty) throw new FileError('no_rows', `${file.name} has no rows.`)
}
