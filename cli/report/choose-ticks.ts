import { showDay, showTime } from './show-moment.ts'

/** `day`: said where it is another than at the tick before. */
export type TimeTick = { at: number; time: string; day?: string }

const [SECOND, MINUTE, HOUR, DAY] = [1_000, 60_000, 3_600_000, 86_400_000]
const TIME_STEPS = [
  ...[1, 2, 5, 10, 15, 30].map(step => step * SECOND),
  ...[1, 2, 5, 10, 15, 30].map(step => step * MINUTE),
  ...[1, 2, 3, 6, 12].map(step => step * HOUR),
  ...[1, 2, 5, 10, 20, 50].map(step => step * DAY),
]

/** As many labels as fit beside each other on a phone. */
const MOST_TIME_TICKS = 5
const MOST_VALUE_TICKS = 5

/** Round moments of the local time within [from, until], both in ms since 1970. */
export function chooseTimeTicks(from: number, until: number, offsetMs: number): TimeTick[] {
  const fits = (step: number) => (until - from) / step <= MOST_TIME_TICKS
  const step = TIME_STEPS.find(fits) ?? Math.ceil((until - from) / (MOST_TIME_TICKS * DAY)) * DAY
  const ticks: TimeTick[] = []
  let day = showDay(from, offsetMs)
  // One day is not worth a word; the report says when the job began.
  if (day !== showDay(until, offsetMs)) day = ''
  for (let local = Math.ceil((from + offsetMs) / step) * step; local <= until + offsetMs; local += step) {
    const at = local - offsetMs
    const today = showDay(at, offsetMs)
    const time = step < MINUTE ? showTime(at, offsetMs) : showTime(at, offsetMs).slice(0, 5)
    ticks.push({ at, time, ...(today !== day && { day: today.slice(5) }) })
    day = today
  }
  return ticks
}

/** 0 and round values up to the first one that is not below `most`. */
export function chooseValueTicks(most: number): number[] {
  const rough = Math.max(most, Number.MIN_VALUE) / (MOST_VALUE_TICKS - 1)
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map(factor => factor * power).find(one => one >= rough) ?? rough
  return Array.from({ length: Math.ceil(most / step) + 1 }, (_, nth) => Number((nth * step).toPrecision(12)))
}
