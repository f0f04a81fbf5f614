const DATE = /^(\d{4})-(\d{2})-(\d{2})$/
/** Of a moment as readTime takes it, if it exists. */
export const TIME_FORM = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2}):(\d{2})(\.\d{3})?(?:Z|([+-])(\d{2}):(\d{2}))$/

/** Whether the text is a day that exists, written yyyy-MM-DD (CONTRACT.md 1.5). */
export function isDate(text: string): boolean {
  const [, year, month, day] = DATE.exec(text)?.map(Number) ?? []
  if (year === undefined || month === undefined || day === undefined) return false
  // The calendar repeats itself every 400 years; Date.UTC reads the years 0 to 99 as 1900 to 1999.
  const lastDay = new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate()
  return month >= 1 && month <= 12 && day >= 1 && day <= lastDay
}

/**
 * Reads a moment as CONTRACT.md 1.6 writes it, yyyy-MM-DDTHH:mm:ss(.SSS)(Z|±hh:mm), in milliseconds since 1970.
 * Undefined if it is written otherwise or does not exist (30 February, 24:00, second 60).
 */
export function readTime(text: string): number | undefined {
  const [, date, hour, minute, second, , , offsetHour = '0', offsetMinute = '0'] = TIME_FORM.exec(text) ?? []
  if (date === undefined || !isDate(date)) return undefined
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined
  if (Number(offsetHour) > 23 || Number(offsetMinute) > 59) return undefined
  return Date.parse(text)
}
