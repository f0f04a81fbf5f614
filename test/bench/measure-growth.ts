/**
 * What a file costs the operator's machine as it grows: rows a second, which stay the same where time is linear, and
 * memory, which grows by the table of repeats alone. `BENCH_ROWS=1000000` adds a size.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { measureCheck } from './measure-check.ts'
import { measureFeed } from './measure-feed.ts'
import { measureStatus } from './measure-status.ts'
import { type Row, single } from './row.ts'

const MORE = Number(process.env.BENCH_ROWS ?? 0)
const SIZES = [1_000, 10_000, 100_000, ...(MORE > 0 ? [MORE] : [])]

export async function measureGrowth(): Promise<Row[]> {
  const checked = await measureCheck(SIZES)
  const fed = await measureFeed(SIZES)
  const results = await measureResults()
  return [
    ...grow('check', checked, found => found.checkPerSecond, '/s'),
    ...grow('check and encrypt 3 fields', checked, found => found.encryptPerSecond, '/s'),
    ...grow('check: memory', checked, found => found.peakMb, 'MB'),
    ...grow('check: of it the table of repeats', checked, found => found.tablesMb, 'MB'),
    ...grow('import: check, encrypt, queue', fed, found => found.perSecond, '/s'),
    ...grow('import: memory', fed, found => found.peakMb, 'MB'),
    ...grow('results', results, found => found.perSecond, '/s'),
    ...grow('results: memory', results, found => found.peakMb, 'MB'),
    ...(await measureStatus(SIZES)),
  ]
}

type Speed = { rows: number; perSecond: number; peakMb: number }

async function measureResults(): Promise<Speed[]> {
  const found: Speed[] = []
  for (const size of SIZES) {
    const child = fork(join(import.meta.dirname, 'results-once.ts'), [String(size)], { stdio: 'inherit' })
    const [speed] = await once(child, 'message')
    found.push(speed)
  }
  return found
}

/** One line a size; the ratio is to the size before the largest of them that `npm run bench` measures. */
function grow<T extends { rows: number }>(what: string, found: readonly T[], of: (one: T) => number, unit: string) {
  const [, middle] = found
  return found.map((one): Row => {
    const ratio = middle && one !== middle ? { ratio: of(one) / of(middle), to: `${middle.rows} rows` } : {}
    return { what, who: `${one.rows} rows`, unit, ...single(of(one)), ...ratio }
  })
}
