import * as v from 'valibot'
import type { FaultCode } from './faults.ts'
import { stating } from './stating.ts'

/** Beyond this many items a list is not looked into: a hostile body must not make work. */
export const LONGEST_LIST = 100

/** valibot takes an array for an object, and would then miss every field of it. */
const isObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value)

const isReadable = (value: unknown) => !Array.isArray(value) || value.length <= LONGEST_LIST

/** First in a pipe, which goes no further where it fails: one fault, and none of what the value would hold. */
const only = (holds: (value: unknown) => boolean, code: FaultCode, demand: string) =>
  v.pipe(
    v.unknown(),
    v.rawCheck(({ dataset, addIssue }) => {
      if (!holds(dataset.value)) addIssue({ message: code, expected: demand })
    }),
  )

/** A JSON object with these entries. */
export const object = <const E extends v.ObjectEntries>(entries: E) =>
  v.pipe(only(isObject, 'wrong_type', 'an object'), v.object(entries))

/** A list of `min` to `max` items. */
export const list = <const S extends v.GenericSchema>(item: S, min: number, max: number) =>
  v.pipe(
    only(isReadable, 'too_many_items', `a list of length ${max} or less`),
    v.array(item),
    stating(
      v.rawCheck(({ dataset, addIssue }) => {
        if (!Array.isArray(dataset.value)) return
        const { length } = dataset.value
        if (length < min) addIssue({ message: 'too_few_items', expected: `a list of length ${min} or more` })
        if (length > max) addIssue({ message: 'too_many_items', expected: `a list of length ${max} or less` })
      }),
      { minItems: min, maxItems: max },
    ),
  )
