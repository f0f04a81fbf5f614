import { badField, refused } from './catalogue.ts'
import type { Validity } from './read-import.ts'
import type { Template } from './templates.ts'
import { endOfDaysAfter, parseTime } from './times.ts'

const MAX_DAYS = 10_958

/**
 * Checks when the card is valid (CONTRACT.md 1.4) and returns when it ends, in epoch milliseconds, or undefined for never.
 * Fields that the type does not use pass: the official samples send them.
 */
export function checkValidity(
  validity: Validity,
  pickupTime: string | undefined,
  template: Template,
  nowMs: number,
): number | undefined {
  if (template.validity.type && template.validity.type !== validity.type) throw refused('VALIDITY_TYPE_DIFFERS')
  const pickup = pickupTime === undefined ? undefined : parseTime(pickupTime)
  if (pickup !== undefined && pickup >= nowMs) throw badField('/pickup_time', '须早于当前时间', pickupTime)
  const end = endOf(validity, pickup)
  if (end !== undefined && end <= nowMs) throw refused('CARD_EXPIRED')
  return end
}

function endOf(validity: Validity, pickup: number | undefined): number | undefined {
  if (validity.type === 'PERMANENT') return undefined
  if (validity.type === 'FIX_TIME_RANGE') {
    const begin = parseTime(validity.available_begin_time ?? '')
    const end = parseTime(validity.available_end_time ?? '')
    if (begin === undefined || end === undefined) throw refused('RANGE_DATES_MISSING')
    if (begin >= end) throw refused('RANGE_REVERSED')
    if (pickup === undefined) throw refused('PICKUP_TIME_MISSING')
    return end
  }
  const days = validity.available_day_after_receive
  if (days === undefined) throw refused('TERM_DAYS_MISSING')
  if (days < 1) throw refused('TERM_DAYS_TOO_FEW')
  if (days > MAX_DAYS) throw refused('TERM_DAYS_TOO_MANY')
  // The field text asks for it here, an error row for the other type (CONTRACT.md 9.3): both are refused.
  if (pickup === undefined) throw badField('/pickup_time', '必填')
  return endOfDaysAfter(pickup, days)
}
