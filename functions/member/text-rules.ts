import * as v from 'valibot'
import type { FaultCode } from './faults.ts'

/** One rule of a text. `demand` completes the sentence "Must be …" without naming the value. */
export type TextRule = { readonly code: FaultCode; readonly demand: string; holds(text: string): boolean }

export const notEmpty: TextRule = { code: 'empty', demand: 'one character or more', holds: text => text !== '' }

/** Lengths count characters, not UTF-16 units (CONTRACT.md 1.3: `string(n)`). */
export const atMost = (max: number): TextRule => ({
  code: 'too_long',
  demand: `at most ${max} characters long`,
  holds: text => text.length <= max || [...text].length <= max,
})

/** CONTRACT.md 1.6: UTF-8 of one to three bytes a character, which is the BMP; half a pair has no UTF-8 at all. */
export const encodable: readonly TextRule[] = [
  {
    code: 'outside_bmp',
    demand: 'free of characters beyond U+FFFF',
    holds: text => !/[\u{10000}-\u{10FFFF}]/u.test(text),
  },
  { code: 'lone_surrogate', demand: 'free of unpaired surrogates', holds: text => text.isWellFormed() },
]

/** The rules as one valibot action: each broken rule is an issue, its code the message, its demand what was expected. */
export const keeps = (...rules: readonly TextRule[]) =>
  v.rawCheck<string>(({ dataset, addIssue }) => {
    if (!dataset.typed) return
    for (const rule of rules) {
      if (!rule.holds(dataset.value)) addIssue({ message: rule.code, expected: rule.demand })
    }
  })
