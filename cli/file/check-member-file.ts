import { checkTemplate, readTemplate } from '../../functions/member/check-template.ts'
import { checkCommon } from './check-common.ts'
import { checkHeader } from './check-header.ts'
import { type CheckedRow, createRowCheck } from './check-row.ts'
import { refuseCommon } from './defaults.ts'
import { FileError } from './file-error.ts'
import type { Tree } from './file-record.ts'
import type { MemberFile } from './open-member-file.ts'

export type { CheckedRow } from './check-row.ts'
export type { RowIssue } from './row-issue.ts'

export type CheckContext = {
  /** Milliseconds since 1970. */
  now: number
  /** What is the same for every row: card_id, brand_id and the defaults. A row may say otherwise but of these two. */
  common: Tree
  /** Of a brand credential; without it every request names its brand. */
  brandId?: string | undefined
  /** The body of GET /cards/{card_id}. */
  template?: unknown
  /** card_id and brand_id are still to come: rows need none, and no row of this check makes a request. */
  idsLater?: boolean
}

/**
 * Every row of the file with all that is wrong or doubtful with it. Rejects with a FileError: at once for faults of what
 * is common, the header or the template, else after the last row that could be read. What it holds in memory of the rows
 * it has passed says `repeatBytes`.
 */
export async function* checkMemberFile(file: MemberFile, context: CheckContext): AsyncGenerator<CheckedRow> {
  const faults = checkCommon(context.common, context.now)
  if (faults.length > 0) throw refuseCommon('the command', faults)
  const template = context.template === undefined ? undefined : readTemplate(context.template)
  if (template && checkTemplate(template).length > 0) {
    throw new FileError('template_unusable', 'The card template is not in effect.')
  }
  if (file.format === 'csv') {
    const issues = checkHeader(file.header, context)
    if (issues.length > 0) throw new FileError('header_faults', `The header of ${file.name} has faults.`, { issues })
  }
  const checkRow = createRowCheck(file.header, context, template)
  for await (const record of file.records()) yield checkRow(record)
}
