import { repeatBytes } from '../file/check-row.ts'
import type { MemberFile } from '../file/open-member-file.ts'
import { formatCount } from '../output/format-quantity.ts'
import type { Io } from '../output/io.ts'
import type { Review } from './review-file.ts'

/** One line on how a check of the whole file went, and one on what it needed. */
export function showReview({ name, encoding, bytes }: MemberFile, review: Review, io: Io): void {
  io.progress.done()
  const { rows, faults, faultyRows, warnings } = review
  const found = faults === 0 ? 'no faults' : `${formatCount(faults, 'fault')} in ${formatCount(faultyRows, 'row')}`
  const doubtful = warnings === 0 ? '' : `, ${formatCount(warnings, 'warning')}`
  const size = `${formatCount(rows, 'row')}, ${ENCODINGS[encoding]}, ${formatCount(bytes, 'byte')}`
  const mebibytes = repeatBytes(rows) / 2 ** 20
  const tables = mebibytes < 1 ? '' : ` (repeats looked for in ${mebibytes.toFixed(0)} MiB)`
  io.note(`${name}: ${size}; ${found}${doubtful}${tables}.`)
}

const ENCODINGS = { 'utf-8': 'UTF-8', gb18030: 'GB18030 (as Chinese Excel saves it)' } as const
