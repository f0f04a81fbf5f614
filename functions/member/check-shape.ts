import * as v from 'valibot'
import { FAULTS, type Fault, type FaultCode } from './faults.ts'
import { type ImportRequest, ImportRequestSchema } from './import-request.ts'
import { childPointer } from './pointer.ts'

/** Types by the name that valibot expects them under. */
const TYPES: ReadonlyMap<string | null, string> = new Map([
  ['string', 'a string'],
  ['number', 'an integer'],
  ['Array', 'an array'],
])

/** The types, required fields and single-field rules of the schema: the request, or every fault of these. */
export function checkShape(value: unknown): { request: ImportRequest } | { faults: Fault[] } {
  const result = v.safeParse(ImportRequestSchema, value)
  return result.success ? { request: result.output } : { faults: result.issues.map(toFault) }
}

/** Takes code and rule of an issue and nothing of the value: valibot's own messages would quote it. */
function toFault(issue: v.BaseIssue<unknown>): Fault {
  const pointer = (issue.path ?? []).reduce(
    (parent, { key }) => childPointer(parent, typeof key === 'number' ? key : String(key)),
    '',
  )
  if (issue.input === undefined) return { pointer, code: 'missing', detail: 'Must be present.' }
  if (issue.input === null) return { pointer, code: 'null_value', detail: 'Must not be null.' }
  if (issue.type === 'picklist') return { pointer, code: 'unknown_value', detail: `Must be one of ${options(issue)}.` }
  const code = isFaultCode(issue.message) ? issue.message : 'wrong_type'
  return { pointer, code, detail: `Must be ${TYPES.get(issue.expected) ?? issue.expected}.` }
}

const isFaultCode = (text: string): text is FaultCode => Object.hasOwn(FAULTS, text)

/** `("A" | "B")`, as valibot lists a picklist, as `A, B`. */
const options = (issue: v.BaseIssue<unknown>) => String(issue.expected).replaceAll(/[()"]/g, '').replaceAll(' | ', ', ')
