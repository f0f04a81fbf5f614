import { checkImportRequest } from '../../functions/member/check-import-request.ts'
import { checkAgainstTemplate, type Template } from '../../functions/member/check-template.ts'
import type { Fault } from '../../functions/member/faults.ts'
import type { ImportRequest } from '../../functions/member/import-request.ts'
import { applyDefaults } from './apply-defaults.ts'
import { createCellCheck } from './check-cells.ts'
import type { CheckContext } from './check-member-file.ts'
import type { FileRecord, Tree } from './file-record.ts'
import { findRepeats, tableBytes } from './find-repeats.ts'
import { nameColumn } from './name-column.ts'
import { type RowCode, type RowIssue, rowIssue } from './row-issue.ts'

/** `request`: what is to be sent, personal fields plain; there exactly where there are no faults. */
export type CheckedRow = { row: number; request?: ImportRequest; faults: RowIssue[]; warnings: RowIssue[] }

/** Stand where the ids of an import will, and go nowhere. */
const LATER = { brand_id: 'later', card_id: 'later' }

const UNIQUE = ['openid', 'user_card_code'] as const

const NOTHING = { faults: [], warnings: [] }

/** The memory that a check of so many rows holds, at its end, to find repeated openids and card codes. */
export const repeatBytes = (rows: number): number => UNIQUE.length * tableBytes(rows)

/** A check of the rows of one file, each once and in their order: it remembers who had which openid and card code. */
export function createRowCheck(
  header: readonly string[],
  { now, common, brandId, idsLater = false }: CheckContext,
  template: Template | undefined,
): (record: FileRecord) => CheckedRow {
  const checkCells = createCellCheck(header)
  const checkRepeats = createRepeatCheck()
  const { card_id, brand_id } = LATER
  const defaults = idsLater ? { card_id, ...(brandId === undefined && { brand_id }), ...common } : common

  return ({ row, request, faults, original }) => {
    if (!request) return { row, faults, warnings: [] }
    const whole = applyDefaults(request, defaults)
    const isCsv = typeof original !== 'string'
    const inCells = isCsv ? checkCells(row, original) : NOTHING
    const checked = checkImportRequest(whole, { now, encrypted: false, brandId })
    const against = template ? checkAgainstTemplate(whole, template) : NOTHING
    const found = [
      ...(checked.ok ? [] : checked.faults),
      ...against.faults,
      ...checkIds(request, common),
      ...checkRepeats(whole, row),
    ]
    const doubtful = [...checked.warnings, ...against.warnings]
    if (found.length + doubtful.length + inCells.faults.length + inCells.warnings.length === 0) {
      return { row, ...(checked.ok && !idsLater && { request: checked.request }), faults, warnings: [] }
    }

    // One cause is told once: a damaged cell breaks rules of its field too.
    const told = new Set([...inCells.faults, ...inCells.warnings].map(({ column }) => column))
    const toIssues = (issues: readonly FieldIssue[]) =>
      issues
        .map(({ pointer, code, detail, otherRow }) => ({
          ...rowIssue(row, isCsv ? nameColumn(pointer, whole, header) : pointer, code, detail),
          ...(otherRow !== undefined && { otherRow }),
        }))
        .filter(({ column, code }) => !told.has(column) || isRepeat(code))
    const all = [...inCells.faults, ...toIssues(found)]
    return {
      row,
      ...(checked.ok && all.length === 0 && !idsLater && { request: checked.request }),
      faults: all,
      warnings: [...inCells.warnings, ...toIssues(doubtful)],
    }
  }
}

/** A fault of a request, before its pointer is named as the file names it. */
type FieldIssue = Omit<Fault, 'code'> & { code: RowCode; otherRow?: number }

const isRepeat = (code: RowCode) => UNIQUE.some(name => code === `${name}_repeated`)

/** The operator has said which card and brand are meant: a row of another one is in the wrong file. */
function checkIds(request: Tree, common: Tree): FieldIssue[] {
  return ['card_id', 'brand_id']
    .filter(name => name in request && name in common && request[name] !== common[name])
    .map(name => ({
      pointer: `/${name}`,
      code: 'differs_from_option',
      detail: `Must be the ${name} that was given, or empty.`,
    }))
}

/** A row counts whatever else is wrong with it. */
function createRepeatCheck(): (request: Tree, row: number) => FieldIssue[] {
  const tables = UNIQUE.map(name => ({ name, rowBefore: findRepeats().rowBefore }))
  return (request, row) =>
    tables.flatMap(({ name, rowBefore }) => {
      const value = request[name]
      const otherRow = typeof value === 'string' && value !== '' ? rowBefore(value, row) : undefined
      if (otherRow === undefined) return []
      return [{ pointer: `/${name}`, code: `${name}_repeated`, detail: `Stands in row ${otherRow} already.`, otherRow }]
    })
}
