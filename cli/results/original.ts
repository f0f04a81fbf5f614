import { join } from 'node:path'
import { stringify } from 'csv-stringify/sync'
import type { FileRecord } from '../file/file-record.ts'
import type { MemberFile } from '../file/open-member-file.ts'
import { createHashedFile, type Written } from './hashed-file.ts'
import type { Named } from './result-columns.ts'

/** By a byte order mark spreadsheets know UTF-8; where the original needed no guess, neither shall this. */
const BOM = '\uFEFF'

/** The rows of the file that a job was made of, one by one, and a file of those that failed, as they stand there. */
export function openOriginal(file: MemberFile, folder: string) {
  const records = file.records()
  const isCsv = file.format === 'csv'
  const mark = isCsv && (file.bom || file.encoding === 'gb18030') ? BOM : ''
  const name = `retry.${file.format}`
  const retry = createHashedFile(join(folder, name), isCsv ? mark + stringify([[...file.header]]) : '')

  return {
    async take(): Promise<FileRecord | undefined> {
      const { value, done } = await records.next()
      return done ? undefined : value
    },
    /** The row once more, in UTF-8, to be corrected and imported. */
    retry({ original }: FileRecord): void {
      retry.write(typeof original === 'string' ? `${original}\n` : stringify([[...original]]))
    },
    async close(): Promise<Record<string, Written>> {
      await records.return(undefined)
      return { [name]: retry.close() }
    },
  }
}

/** What identifies the member of a row, as far as the row could be read. */
export function nameOf(record: FileRecord | undefined): Named {
  const { openid, user_card_code: userCardCode } = record?.request ?? {}
  return {
    openid: typeof openid === 'string' ? openid : undefined,
    userCardCode: typeof userCardCode === 'string' ? userCardCode : undefined,
  }
}
