import type { CheckContext } from './check-member-file.ts'
import { CUSTOM_PREFIX, isCustom, VALIDITY_TYPE_COLUMNS } from './columns.ts'
import { FileError } from './file-error.ts'
import { type RowIssue, rowIssue } from './row-issue.ts'
import { isKnownColumn, suggestColumn } from './suggest-column.ts'

const LONGEST_CUSTOM_NAME = 32

type HeaderContext = Pick<CheckContext, 'common' | 'brandId' | 'idsLater'>

/**
 * What is wrong with the columns of a CSV file, all at once; what is common to all rows needs no column. Throws a FileError
 * for a file that has no header at all, without showing what stands there: it may be a member.
 */
export function checkHeader(header: readonly string[], context: HeaderContext): RowIssue[] {
  refuseDelimiter(header)
  if (!looksLikeHeader(header)) {
    throw new FileError('header_missing', 'The first row names no column that is known.')
  }
  return [...checkNames(header), ...findMissing(header, context)]
}

/** Names a column that there is, or in most of its cells what people call one. */
function looksLikeHeader(header: readonly string[]): boolean {
  const known = header.some(name => isKnownColumn(name.trim()) || isKnownColumn(name.trim().toLowerCase()))
  return known || header.filter(name => suggestColumn(name) !== undefined).length * 2 > header.length
}

/** A file of another delimiter has one column, whose name is all of them. */
function refuseDelimiter(header: readonly string[]): void {
  const [only = '', ...others] = header
  if (others.length > 0) return
  for (const [delimiter, name] of [
    [';', 'semicolons'],
    ['\t', 'tabs'],
    ['|', 'vertical bars'],
  ] as const) {
    if (only.split(delimiter).filter(isKnownColumn).length < 2) continue
    throw new FileError('wrong_delimiter', `The columns are separated by ${name}; commas are needed.`)
  }
}

function* checkNames(header: readonly string[]): Generator<RowIssue> {
  for (const [at, name] of header.entries()) {
    const place = at + 1
    const first = header.indexOf(name)
    if (name.trim() === '') {
      yield rowIssue(0, '', 'column_unnamed', `Column ${place} has no name.`)
    } else if (first < at) {
      yield rowIssue(
        0,
        showName(name),
        'column_repeated',
        `Stands in column ${first + 1} and again in column ${place}.`,
      )
    } else if (isCustom(name)) yield* checkCustomName(name)
    else if (!isKnownColumn(name)) {
      const near = suggestColumn(name)
      const detail = `Column ${place} is not known${near === undefined ? '.' : `; ${near} is.`}`
      yield rowIssue(0, showName(name), 'column_unknown', detail)
    }
  }
}

function* checkCustomName(column: string): Generator<RowIssue> {
  const name = column.slice(CUSTOM_PREFIX.length)
  const length = [...name].length
  if (name.trim() !== name || length < 1 || length > LONGEST_CUSTOM_NAME || /[\u{10000}-\u{10FFFF}]/u.test(name)) {
    const detail = `Must name a form field: 1 to ${LONGEST_CUSTOM_NAME} characters up to U+FFFF, without white space around.`
    yield rowIssue(0, showName(column), 'custom_name_invalid', detail)
  }
}

/** A name of digits may be a value in the wrong place; one of several lines would pass for several messages. */
function showName(name: string): string {
  if (/\d{5}/.test(name)) return '…'
  const line = name.replace(/\s+/g, ' ')
  return line.length > 64 ? `${line.slice(0, 64)}…` : line
}

function* findMissing(header: readonly string[], { common, brandId, idsLater }: HeaderContext): Generator<RowIssue> {
  const ids = idsLater ? [] : ['card_id', ...(brandId === undefined ? ['brand_id'] : [])]
  const required = ['openid', 'user_card_code', ...ids, 'pickup_time']
  for (const column of required) {
    if (header.includes(column) || column in common) continue
    yield rowIssue(0, column, 'column_missing', `No column is named ${column}.`)
  }
  const hasValidity = 'valid_date_information' in common || 'date_information' in common
  if (!hasValidity && !VALIDITY_TYPE_COLUMNS.some(column => header.includes(column))) {
    const [column = ''] = VALIDITY_TYPE_COLUMNS
    yield rowIssue(0, column, 'column_missing', `No column is named ${VALIDITY_TYPE_COLUMNS.join(' or ')}.`)
  }
}
