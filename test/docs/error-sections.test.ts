import { describe, expect, test } from 'vitest'
import type { Words } from '../../functions/member/reasons-zh.ts'
import { SECTIONS } from '../../infra/docs/error-sections.ts'

/** Names that must be the same in both languages: fields, codes, constants. */
const namesIn = ({ sentence, mend }: Words) => [...new Set(`${sentence} ${mend}`.match(/\b\w+_\w+\b/g))].sort()

describe.each(SECTIONS)('$title.en', ({ codes, inChinese }) => {
  test.each(Object.entries(codes))('%s is whole sentences, and says the same in Chinese', (code, reason) => {
    for (const text of [reason.sentence, reason.mend]) expect(text).toMatch(/^[A-Z].*[.…]$/)
    const words = inChinese[code] ?? { sentence: '', mend: '' }
    for (const text of [words.sentence, words.mend]) expect(text).toMatch(/\p{Script=Han}.*[。…）]$/u)
    expect(namesIn(words)).toEqual(namesIn(reason))
  })
})
