import { FAULT_HINTS } from '../../functions/member/faults.ts'
import { REJECTIONS, type Reason, UNSETTLED } from '../../functions/member/reasons.ts'
import { ROW_HINTS } from '../../functions/member/row-faults.ts'

/** What a row's code means, and what to do; `detail` is the row's own sentence, where it has one. */
export function explainCode(state: string, code: string, detail = ''): { sentence: string; mend: string } {
  const reason = reasonOf(state === 'unsettled' ? UNSETTLED : REJECTIONS, code)
  const mend = reason?.mend ?? textOf({ ...FAULT_HINTS, ...ROW_HINTS }, code)
  return { sentence: detail || (reason?.sentence ?? ''), mend }
}

function reasonOf(reasons: Readonly<Record<string, Reason>>, code: string): Reason | undefined {
  return Object.hasOwn(reasons, code) ? reasons[code] : undefined
}

function textOf(hints: Readonly<Record<string, string>>, code: string): string {
  return Object.hasOwn(hints, code) ? (hints[code] ?? '') : ''
}
