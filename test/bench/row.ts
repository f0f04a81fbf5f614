/** One line of the table. `ratio`: of the median to that of `to`, or of the row's own goal to what was reached. */
export type Row = {
  what: string
  who: string
  unit: string
  median: number
  min: number
  max: number
  ratio?: number
  to?: string
  goal?: string
  met?: boolean
}

export type Sample = Pick<Row, 'median' | 'min' | 'max'>

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

export function sample(values: readonly number[]): Sample {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) }
}

/** What was measured once, or counted. */
export function single(value: number): Sample {
  return { median: value, min: value, max: value }
}

export function atMost(limit: number, value: number): Pick<Row, 'goal' | 'met'> {
  return { goal: `<= ${limit}`, met: value <= limit }
}

export function atLeast(limit: number, value: number): Pick<Row, 'goal' | 'met'> {
  return { goal: `>= ${limit}`, met: value >= limit }
}
