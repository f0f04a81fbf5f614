import * as v from 'valibot'
import type { FaultCode } from './faults.ts'
import { type Stated, stating } from './stating.ts'

/**
 * One rule of a text. `demand` completes the sentence "Must be …" without naming the value; `stated` is what JSON Schema
 * can say of it, as far as it can.
 */
export type TextRule = {
  readonly code: FaultCode
  readonly demand: string
  readonly stated?: Stated
  holds(text: string): boolean
}

/** A rule that is a regular expression. */
export const matches = (code: FaultCode, demand: string, form: RegExp): TextRule => ({
  code,
  demand,
  stated: { pattern: form.source },
  holds: text => form.test(text),
})

export const notEmpty: TextRule = {
  code: 'empty',
  demand: 'one character or more',
  stated: { minLength: 1 },
  holds: text => text !== '',
}

/** Lengths count characters, not UTF-16 units (CONTRACT.md 1.3: `string(n)`). */
export const atMost = (max: number): TextRule => ({
  code: 'too_long',
  demand: `at most ${max} characters long`,
  stated: { maxLength: max },
  holds: text => text.length <= max || [...text].length <= max,
})

/** CONTRACT.md 1.6: UTF-8 of one to three bytes a character, which is the BMP; half a pair has no UTF-8 at all. */
export const encodable: readonly TextRule[] = [
  {
    code: 'outside_bmp',
    demand: 'free of characters beyond U+FFFF',
    stated: { pattern: '^[\\u0000-\\uD7FF\\uE000-\\uFFFF]*$' },
    holds: text => !/[\u{10000}-\u{10FFFF}]/u.test(text),
  },
  { code: 'lone_surrogate', demand: 'free of unpaired surrogates', stated: {}, holds: text => text.isWellFormed() },
]

/** The rules as one valibot action: each broken rule is an issue, its code the message, its demand what was expected. */
export const keeps = (...rules: readonly TextRule[]) =>
  stating(
    v.rawCheck<string>(({ dataset, addIssue }) => {
      if (!dataset.typed) return
      for (const rule of rules) {
        if (!rule.holds(dataset.value)) addIssue({ message: rule.code, expected: rule.demand })
      }
    }),
    ...rules.map(({ stated, demand }) => stated ?? demand),
  )
