const RFC3339 = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{3}))?(?:Z|([+-])(\d{2}):(\d{2}))$/
const BEIJING_MS = 8 * 3_600_000
const DAY_MS = 86_400_000

/** Epoch milliseconds of `yyyy-MM-DDTHH:mm:ss[.SSS](Z|±HH:mm)`, or undefined (CONTRACT.md 1.6). */
export function parseTime(text: string): number | undefined {
  const found = RFC3339.exec(text)
  if (!found) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, ms = 0] = found.slice(1, 8).map(Number)
  const local = Date.UTC(year, month - 1, day, hour, minute, second, ms || 0)
  // Date.UTC rolls 31 April over into May, and hour 24 into the next day: only a real time reads back as it was written.
  if (new Date(local).toISOString().slice(0, 19) !== text.slice(0, 19)) return undefined
  const [offsetHours, offsetMinutes] = [Number(found[9] ?? 0), Number(found[10] ?? 0)]
  if (offsetHours > 23 || offsetMinutes > 59) return undefined
  const offset = (offsetHours * 60 + offsetMinutes) * 60_000
  return found[8] === '-' ? local + offset : local - offset
}

/** As the answers show times: milliseconds and +08:00 (CONTRACT.md 2). */
export function formatTime(ms: number): string {
  return new Date(ms + BEIJING_MS).toISOString().replace('Z', '+08:00')
}

/** Whether the text is a day that exists, as yyyy-MM-dd (CONTRACT.md 1.5). */
export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && parseTime(`${text}T00:00:00Z`) !== undefined
}

/** The end of the last of `days` natural days after the day of `ms`, by the Beijing calendar. */
export function endOfDaysAfter(ms: number, days: number): number {
  const startOfDay = Math.floor((ms + BEIJING_MS) / DAY_MS) * DAY_MS - BEIJING_MS
  return startOfDay + (days + 1) * DAY_MS
}
