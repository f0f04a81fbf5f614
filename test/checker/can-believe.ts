import type { Call } from './evidence.ts'

/** Answers that nobody may believe: not signed, signed by another or for another time, or not all there (CONTRACT.md 4.3, 4.4). */
const UNVERIFIABLE = new Set<string | null>([
  'forged_signature',
  'probe_signature',
  'stale_timestamp',
  'future_timestamp',
  'unknown_serial',
  'no_signature',
  'refusal_unsigned',
  'rate_limited_unsigned',
  'server_error_unsigned',
  'unavailable_unsigned',
  'unauthorised_unsigned',
  'bad_gateway',
  'redirect',
  'truncated',
])

export function canBelieve({ status, delivered, fault }: Call): boolean {
  return status !== null && delivered && !UNVERIFIABLE.has(fault)
}

/** Statuses that mean "not processed", or not signed rightly, whoever says so: sending again needs no query (DESIGN: Decision). */
const NOT_PROCESSED = new Set<number | null>([401, 429, 502, 503])

/** Whether the caller of an import cannot know what became of it, and owes a query before the next. */
export function isUnclear(call: Call): boolean {
  if (call.delivered && NOT_PROCESSED.has(call.status)) return false
  return !canBelieve(call) || (call.status !== 200 && call.status !== 400)
}
