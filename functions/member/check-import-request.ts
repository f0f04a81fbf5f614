import { checkPersonalValues, repeatedCommonFields } from './check-personal-fields.ts'
import { checkShape } from './check-shape.ts'
import { checkValidity } from './check-validity.ts'
import type { Fault } from './faults.ts'
import type { ImportRequest } from './import-request.ts'
import { personalPlaces } from './personal-fields.ts'
import { unknownFields } from './unknown-fields.ts'
import { warnImportRequest } from './warn-import-request.ts'

/** The longest list of faults, and of warnings: no body of 256 KiB makes a larger answer. */
const MOST_FAULTS = 100

/**
 * `now` in milliseconds since 1970. `encrypted`: the personal fields are ciphertext already (a Wechatpay-Serial came
 * with them). `brandId`: the brand of a brand credential; without it, a partner's, brand_id is required.
 */
export type CheckContext = { now: number; encrypted: boolean; brandId?: string | undefined }

type CheckedImportRequest =
  | { ok: true; request: ImportRequest; warnings: Fault[] }
  | { ok: false; faults: Fault[]; warnings: Fault[] }

/**
 * Checks a parsed body against every rule that is documented for the import (CONTRACT.md 1.3 to 1.6) and those inferred
 * ones that refuse here too (3.5): all faults at once, at most 100 of them, each with its JSON pointer. What is
 * doubtful and passes is in `warnings`. Never throws.
 */
export function checkImportRequest(value: unknown, context: CheckContext): CheckedImportRequest {
  const shape = checkShape(value)
  const fields: Record<string, unknown> | undefined = isObject(value) ? value : undefined
  const places = personalPlaces(value)
  const faults = atMost(MOST_FAULTS, [
    'faults' in shape ? shape.faults : [],
    unknownFields(value),
    fields ? checkBrand(fields, context.brandId) : [],
    fields ? checkValidity(fields, context.now) : [],
    repeatedCommonFields(places),
    checkPersonalValues(places, context.encrypted),
  ])
  const warnings = atMost(MOST_FAULTS, fields ? [warnImportRequest(fields, places, context.encrypted)] : [])
  return 'request' in shape && faults.length === 0
    ? { ok: true, request: shape.request, warnings }
    : { ok: false, faults, warnings }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** CONTRACT.md 1.1: the partner names the brand in the body, a brand is named by its credential. */
function* checkBrand(request: Record<string, unknown>, brandId: string | undefined): Generator<Fault> {
  const given = request['brand_id']
  if (brandId === undefined && !('brand_id' in request)) {
    yield { pointer: '/brand_id', code: 'missing', detail: 'Must be present.' }
  }
  if (brandId !== undefined && typeof given === 'string' && given !== brandId) {
    yield { pointer: '/brand_id', code: 'other_brand', detail: 'Must be the brand of the credential, or absent.' }
  }
}

function atMost(most: number, sources: readonly Iterable<Fault>[]): Fault[] {
  const faults: Fault[] = []
  for (const source of sources) {
    for (const fault of source) {
      if (faults.length === most) return faults
      faults.push(fault)
    }
  }
  return faults
}
