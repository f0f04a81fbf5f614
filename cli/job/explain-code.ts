import { FAULTS } from '../../functions/member/faults.ts'
import { REJECTIONS, type Reason, UNSETTLED } from '../../functions/member/reasons.ts'
import { ROW_FAULTS } from '../../functions/member/row-faults.ts'

/** A code of a row that both WeChat Pay and the check here can find is told as WeChat Pay's. */
const REJECTED = { ...FAULTS, ...ROW_FAULTS, ...REJECTIONS }

/** What a row's code means, and what to do; `detail` is the row's own sentence, where it has one. */
export function explainCode(state: string, code: string, detail = ''): { sentence: string; mend: string } {
  const { sentence, mend } = reasonOf(state === 'unsettled' ? UNSETTLED : REJECTED, code)
  return { sentence: detail || sentence, mend }
}

function reasonOf(reasons: Readonly<Record<string, Reason>>, code: string): Reason {
  const reason = Object.hasOwn(reasons, code) ? reasons[code] : undefined
  return reason ?? { sentence: '', mend: '' }
}
