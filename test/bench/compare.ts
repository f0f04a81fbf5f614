import { atMost, median, type Row, sample } from './row.ts'

/** What is compared, by name; the first is the measure of the others, the second is ours. */
export type Subjects = Record<string, () => unknown>

/** As in a container that has been at work for a while: what runs often is compiled by then. */
const WARM_UP = 200

type Options = {
  what: string
  unit?: string
  rounds: number
  warmUp?: number
  /** The most that ours may be of the first. */
  goal?: number
  /** Runs one and resolves to what it took; absent: the time, in ms. */
  measure?: (run: () => unknown) => Promise<number>
}

async function time(run: () => unknown): Promise<number> {
  const began = performance.now()
  await run()
  return performance.now() - began
}

/**
 * Runs all of them in turn, each round beginning with another one, so that whatever else the machine does falls on all.
 * The ratio of each to the first is the median of the ratios of the rounds.
 */
export async function compare(subjects: Subjects, options: Options): Promise<Row[]> {
  const { what, unit = 'ms', rounds, warmUp = WARM_UP, goal, measure = time } = options
  const names = Object.keys(subjects)
  const taken = new Map(names.map(name => [name, [] as number[]]))
  for (let round = -warmUp; round < rounds; round += 1) {
    for (const at of names.keys()) {
      const name = names[(at + Math.max(0, round)) % names.length] ?? ''
      const value = await measure(subjects[name] ?? (() => {}))
      if (round >= 0) taken.get(name)?.push(value)
    }
  }
  const [first = '', ours] = names
  const base = taken.get(first) ?? []
  return names.map(who => {
    const values = taken.get(who) ?? []
    const ratio = median(values.map((value, round) => value / (base[round] ?? Number.NaN)))
    const judged = who === ours && goal !== undefined ? atMost(goal, ratio) : {}
    return { what, who, unit, ...sample(values), ...(who !== first && { ratio, to: first }), ...judged }
  })
}
