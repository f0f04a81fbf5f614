import { FAULTS_ZH } from '../../functions/member/faults-zh.ts'
import { HALTS, type HaltReason } from '../../functions/member/reasons.ts'
import { HALTS_ZH, REJECTIONS_ZH, UNSETTLED_ZH, type Words } from '../../functions/member/reasons-zh.ts'
import { ROW_FAULTS_ZH } from '../../functions/member/row-faults-zh.ts'
import { explainCode } from '../job/explain-code.ts'
import type { Language } from './texts.ts'

/** As in explain-code.ts: a code that both WeChat Pay and the check here can find is told as WeChat Pay's. */
const REJECTED_ZH: Readonly<Record<string, Words>> = { ...FAULTS_ZH, ...ROW_FAULTS_ZH, ...REJECTIONS_ZH }

/** What the code of a row means, and what to do, in the language of a report. */
export function explainReason(state: string, code: string, lang: Language): Words {
  const words: Readonly<Record<string, Words>> = state === 'unsettled' ? UNSETTLED_ZH : REJECTED_ZH
  const chinese = lang === 'zh-CN' && Object.hasOwn(words, code) ? words[code] : undefined
  return chinese ?? explainCode(state, code)
}

export function explainHalt(reason: HaltReason, lang: Language): Words {
  return lang === 'en' ? HALTS[reason] : HALTS_ZH[reason]
}
