import type { FileError } from '../file/file-error.ts'
import type { RowIssue } from '../file/row-issue.ts'

/** `row 17, openid: openid_repeated. Stands in row 3 already. Keep one of the two rows.`; row 0 is what `head` says. */
export function describeIssue({ row, column, code, detail, hint }: RowIssue, head = 'header'): string {
  const where = [row === 0 ? head : `row ${row}`, column].filter(part => part !== '')
  return `${where.join(', ')}: ${code}. ${detail} ${hint}`.trimEnd()
}

/** The same as a line of JSON. */
export function issueLine(level: 'fault' | 'warning', { otherRow, ...issue }: RowIssue): string {
  return JSON.stringify({ level, ...issue, ...(otherRow !== undefined && { other_row: otherRow }) })
}

/** What is wrong with a file as a whole, as lines of JSON: each single fault, or the one sentence. */
export function fileErrorLines({ code, message, hint, row = 0, issues }: FileError): string[] {
  if (issues.length > 0) return issues.map(issue => issueLine('fault', issue))
  return [JSON.stringify({ level: 'fault', row, column: '', code, detail: message, hint })]
}
