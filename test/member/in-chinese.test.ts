import { describe, expect, test } from 'vitest'
import { FAULTS } from '../../functions/member/faults.ts'
import { FAULTS_ZH } from '../../functions/member/faults-zh.ts'
import { HALTS, REJECTIONS, type Reason, UNSETTLED } from '../../functions/member/reasons.ts'
import { HALTS_ZH, REJECTIONS_ZH, UNSETTLED_ZH, type Words } from '../../functions/member/reasons-zh.ts'
import { ROW_FAULTS } from '../../functions/member/row-faults.ts'
import { ROW_FAULTS_ZH } from '../../functions/member/row-faults-zh.ts'

/** Names that must be the same in both languages: fields, codes, constants. */
const namesIn = ({ sentence, mend }: Words) => [...new Set(`${sentence} ${mend}`.match(/\b\w+_\w+\b/g))].sort()

describe.each<[string, Readonly<Record<string, Reason>>, Readonly<Record<string, Words>>]>([
  ['rejections', REJECTIONS, REJECTIONS_ZH],
  ['unsettled', UNSETTLED, UNSETTLED_ZH],
  ['halts', HALTS, HALTS_ZH],
  ['faults of a request', FAULTS, FAULTS_ZH],
  ['faults of a row', ROW_FAULTS, ROW_FAULTS_ZH],
])('%s in Chinese', (_, english, chinese) => {
  test.each(Object.entries(english))('%s', (code, reason) => {
    const words = chinese[code] ?? { sentence: '', mend: '' }
    expect(words.sentence).toMatch(/\p{Script=Han}.*[。…）]$/u)
    expect(words.mend).toMatch(/\p{Script=Han}.*[。…）]$/u)
    expect(namesIn(words)).toEqual(namesIn(reason))
  })
})
