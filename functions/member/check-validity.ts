import { readTime } from './date-time.ts'
import type { Fault } from './faults.ts'
import { VALIDITY_TYPES } from './import-request.ts'

const DAY = 86_400_000

const FIELDS = ['available_begin_time', 'available_end_time', 'available_day_after_receive'] as const

type Field = (typeof FIELDS)[number]

/** What each type of validity uses (CONTRACT.md 1.4); the rest is surplus. */
export const USES: Readonly<Record<(typeof VALIDITY_TYPES)[number], readonly Field[]>> = {
  FIX_TIME_RANGE: ['available_begin_time', 'available_end_time'],
  FIX_TERM: ['available_day_after_receive'],
  PERMANENT: [],
}

/** Either spelling of the validity object, as far as it is one: which fields its type uses, and where it stands. */
type Validity = { pointer: string; fields: Record<string, unknown>; type: (typeof VALIDITY_TYPES)[number] }

/** The validity of a request in its spelling; undefined where its shape is not a known one. */
export function readValidity(request: Record<string, unknown>): Validity | undefined {
  const name = 'valid_date_information' in request ? 'valid_date_information' : 'date_information'
  const fields = request[name]
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) return undefined
  const given: Record<string, unknown> = { ...fields }
  const type = VALIDITY_TYPES.find(known => known === given['type'])
  return type && { pointer: `/${name}`, fields: given, type }
}

/** The rules between validity, pickup time and `now` (CONTRACT.md 1.4). Fields of a wrong shape are checkShape's. */
export function* checkValidity(request: Record<string, unknown>, now: number): Generator<Fault> {
  const pickup = timeOf(request['pickup_time'])
  if (pickup !== undefined && pickup >= now) {
    yield { pointer: '/pickup_time', code: 'pickup_time_not_past', detail: 'Must be in the past.' }
  }
  if ('valid_date_information' in request && 'date_information' in request) {
    const detail = 'Must not stand beside valid_date_information: these are two spellings of one object.'
    yield { pointer: '/date_information', code: 'validity_twice', detail }
    return
  }
  if (!('valid_date_information' in request) && !('date_information' in request)) {
    yield { pointer: '/valid_date_information', code: 'missing', detail: 'Must be present.' }
    return
  }
  const validity = readValidity(request)
  if (!validity) return
  for (const field of USES[validity.type]) {
    if (field in validity.fields) continue
    yield { pointer: `${validity.pointer}/${field}`, code: 'missing', detail: `${validity.type} needs ${field}.` }
  }
  if (validity.type === 'FIX_TIME_RANGE') yield* checkRange(validity, now)
  if (validity.type === 'FIX_TERM') yield* checkTerm(validity, pickup, now)
}

/** Valid in [begin, end). */
function* checkRange({ pointer, fields }: Validity, now: number): Generator<Fault> {
  const begin = timeOf(fields['available_begin_time'])
  const end = timeOf(fields['available_end_time'])
  if (end === undefined) return
  if (begin !== undefined && begin >= end) {
    const detail = 'Must be before available_end_time.'
    yield { pointer: `${pointer}/available_begin_time`, code: 'begin_not_before_end', detail }
  }
  if (end <= now) {
    yield { pointer: `${pointer}/available_end_time`, code: 'card_expired', detail: 'Must be in the future.' }
  }
}

/**
 * Valid for natural days after the pickup. Where such a day ends is not documented, so a whole day is given on top:
 * only a card that has expired under every reading is refused here.
 */
function* checkTerm({ pointer, fields }: Validity, pickup: number | undefined, now: number): Generator<Fault> {
  const days = fields['available_day_after_receive']
  if (pickup === undefined || typeof days !== 'number' || days < 1 || pickup + (days + 1) * DAY > now) return
  const detail = 'Must reach beyond today, counted from pickup_time.'
  yield { pointer: `${pointer}/available_day_after_receive`, code: 'card_expired', detail }
}

/** Fields that the type of validity does not use: the official samples send them (CONTRACT.md 1.4), so they pass. */
export function* surplusValidityFields(request: Record<string, unknown>): Generator<Fault> {
  const validity = readValidity(request)
  if (!validity) return
  for (const field of FIELDS) {
    if (!(field in validity.fields) || USES[validity.type].includes(field)) continue
    const pointer = `${validity.pointer}/${field}`
    yield { pointer, code: 'validity_field_surplus', detail: `${validity.type} does not use ${field}.` }
  }
}

const timeOf = (value: unknown) => (typeof value === 'string' ? readTime(value) : undefined)
