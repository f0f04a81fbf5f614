const UNITS = { s: 's', min: 'min', h: 'h', d: 'd' }

/** A duration as people say it: `40 s`, `12 min`, `3 h 5 min`, `2 d 4 h`. `ms` in milliseconds; `units` as they are called. */
export function formatDuration(ms: number, units: Readonly<typeof UNITS> = UNITS): string {
  const seconds = Math.max(0, Math.round(ms / 1_000))
  if (seconds < 60) return `${seconds} ${units.s}`
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return `${minutes} ${units.min}`
  const hours = Math.round(minutes / 60)
  if (hours < 24) return join(Math.floor(minutes / 60), units.h, minutes % 60, units.min)
  return join(Math.floor(hours / 24), units.d, hours % 24, units.h)
}

function join(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`
}

/** 1234567 as `1,234,567`; with a noun `1 row`, `2 rows`. */
export function formatCount(count: number, noun?: string): string {
  const figures = count.toLocaleString('en')
  return noun === undefined ? figures : `${figures} ${noun}${count === 1 ? '' : 's'}`
}
