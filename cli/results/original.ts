import { join } from 'node:path'
import { stringify } from 'csv-stringify/sync'
import type { FileRecord } from '../file/file-record.ts'
import type { MemberFile } from '../file/open-member-file.ts'
import { createHashedFile, type Written } from './hashed-file.ts'
import type { Named } from './result-columns.ts'

/** By a byte order mark spreadsheets know UTF-8; where the original needed no guess, neither shall this. */
const BOM = '\uFEFF'

/** The rows of a job's own file, one by one, and files of those that failed or were never called, as they stand there. */
export function openOriginal(file: MemberFile, folder: string) {
  const records = file.records()
  const isCsv = file.format === 'csv'
  const mark = isCsv && (file.bom || file.encoding === 'gb18030') ? BOM : ''
  const head = isCsv ? mark + stringify([[...file.header]]) : ''
  const names = { retry: `retry.${file.format}`, rest: `rest.${file.format}` }
  const retry = createHashedFile(join(folder, names.retry), head)
  const rest = createHashedFile(join(folder, names.rest), head)

  return {
    async take(): Promise<FileRecord | undefined> {
      const { value, done } = await records.next()
      return done ? undefined : value
    },
    /** A row that failed once more, to be corrected and imported. */
    retry: (record: FileRecord) => retry.write(asItStood(record)),
    /** A row that was never called, to be imported with another job. */
    rest: (record: FileRecord) => rest.write(asItStood(record)),
    async close(): Promise<Record<string, Written>> {
      await records.return(undefined)
      return { [names.retry]: retry.close(), [names.rest]: rest.close() }
    },
  }
}

/** In UTF-8, whatever the file's encoding. */
function asItStood({ original }: FileRecord): string {
  return typeof original === 'string' ? `${original}\n` : stringify([[...original]])
}

/** What identifies the member of a row, as far as the row could be read. */
export function nameOf(record: FileRecord | undefined): Named {
  const { openid, user_card_code: userCardCode } = record?.request ?? {}
  return {
    openid: typeof openid === 'string' ? openid : undefined,
    userCardCode: typeof userCardCode === 'string' ? userCardCode : undefined,
  }
}
