/** `2026-03-01 08:05:00`, of a moment in ms since 1970. */
export function showMoment(at: number, offsetMs: number): string {
  return `${showDay(at, offsetMs)} ${showTime(at, offsetMs)}`
}

/** `+08:00`. */
export function showOffset(offsetMs: number): string {
  const minutes = Math.abs(offsetMs) / 60_000
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0')
  return `${offsetMs < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`
}

/** `2026-03-01`, of a moment in ms since 1970. */
export function showDay(at: number, offsetMs: number): string {
  return new Date(at + offsetMs).toISOString().slice(0, 10)
}

/** `08:05:00`. */
export function showTime(at: number, offsetMs: number): string {
  return new Date(at + offsetMs).toISOString().slice(11, 19)
}
