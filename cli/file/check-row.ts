import { checkImportRequest } from '../../functions/member/check-import-request.ts'
import { checkAgainstTemplate, type Template } from '../../functions/member/check-template.ts'
import type { Fault } from '../../functions/member/faults.ts'
import type { ImportRequest } from '../../functions/member/import-request.ts'
import { applyDefaults } from './apply-defaults.ts'
import { checkCells } from './check-cells.ts'
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

/** The memory that a check of so many rows holds, at its end, to find repeated openids and card codes. */
export const repeatBytes = (rows: number): number => UNIQUE.length * tableBytes(rows)

/** A check of the rows of one file, each once and in their order: it remembers who had which openid and card code. */
export function createRowCheck(
  header: readonly string[],
  { now, common, brandId, idsLater = false }: CheckContext,
  template: Template | undefined,
): (record: FileRecord) => CheckedRow {
  const rowBefore = { openid: findRepeats().rowBefore, user_card_code: findRepeats().rowBefore }
  const { card_id, brand_id } = LATER
  const later = idsLater ? { card_id, ...(brandId === undefined && { brand_id }) } : {}

  return ({ row, cells, request, faults }) => {
    if (!request) return { row, faults, warnings: [] }
    const whole = applyDefaults(request, { ...later, ...common })
    const columnOf = (pointer: string) => (cells ? nameColumn(pointer, whole, header) : pointer)
    const inCells = cells ? checkCells(row, cells) : { faults: [], warnings: [] }
    // One cause is told once: a damaged cell breaks rules of its field too.
    const told = new Set([...inCells.faults, ...inCells.warnings].map(({ column }) => column))
    const toIssues = (found: readonly Fault[]) =>
      found
        .map(({ pointer, code, detail }) => rowIssue(row, columnOf(pointer), code, detail))
        .filter(({ column }) => !told.has(column))

    const checked = checkImportRequest(whole, { now, encrypted: false, brandId })
    const against = template ? checkAgainstTemplate(whole, template) : { faults: [], warnings: [] }
    const found = [
      ...inCells.faults,
      ...toIssues(checked.ok ? [] : checked.faults),
      ...toIssues(against.faults),
      ...checkIds(request),
      ...checkRepeats(whole),
    ]
    return {
      row,
      ...(checked.ok && found.length === 0 && !idsLater && { request: checked.request }),
      faults: found,
      warnings: [...inCells.warnings, ...toIssues(checked.warnings), ...toIssues(against.warnings)],
    }

    /** The operator has said which card and brand are meant: a row of another one is in the wrong file. */
    function* checkIds(given: Tree): Generator<RowIssue> {
      for (const name of ['card_id', 'brand_id']) {
        if (!(name in given) || !(name in common) || given[name] === common[name]) continue
        yield rowIssue(
          row,
          columnOf(`/${name}`),
          'differs_from_option',
          `Must be the ${name} that was given, or empty.`,
        )
      }
    }

    /** A row counts whatever else is wrong with it. */
    function* checkRepeats(given: Tree): Generator<RowIssue> {
      for (const name of UNIQUE) {
        const value = given[name]
        const otherRow = typeof value === 'string' && value !== '' ? rowBefore[name](value, row) : undefined
        if (otherRow === undefined) continue
        const code: RowCode = `${name}_repeated`
        yield { ...rowIssue(row, columnOf(`/${name}`), code, `Stands in row ${otherRow} already.`), otherRow }
      }
    }
  }
}
