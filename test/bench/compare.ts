/** One line of the table: medians in ms, and the ratio of the first to the second. */
export type Row = { what: string; ms: number; against: string; againstMs: number; ratio: number }

const ROUNDS = 41
const WARM_UP = 5

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

/** Runs two in turn, so that whatever else the machine does falls on both. */
export async function compare(
  what: string,
  ours: () => Promise<void>,
  theirs: () => Promise<void>,
  against = 'node:crypto alone',
  rounds = ROUNDS,
): Promise<Row> {
  const times = { ours: [] as number[], theirs: [] as number[] }
  for (let round = -WARM_UP; round < rounds; round += 1) {
    for (const [name, run] of [['ours', ours] as const, ['theirs', theirs] as const]) {
      const began = performance.now()
      await run()
      if (round >= 0) times[name].push(performance.now() - began)
    }
  }
  const [ms, againstMs] = [median(times.ours), median(times.theirs)]
  return { what, ms, against, againstMs, ratio: ms / againstMs }
}
