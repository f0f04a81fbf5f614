/** The command `npm run bench [-- part …]`: one table on stdout, and the figures in bench/results.json. */
import { mkdir, writeFile } from 'node:fs/promises'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { formatTable } from '../../cli/output/format-table.ts'
import product from '../../package.json' with { type: 'json' }
import { makeKeys } from './keys.ts'
import { measureBuilding } from './measure-building.ts'
import { measureBundle } from './measure-bundle.ts'
import { measureCost } from './measure-cost.ts'
import { measureGrowth } from './measure-growth.ts'
import { measureRate } from './measure-rate.ts'
import { measureReading } from './measure-reading.ts'
import { measureStart } from './measure-start.ts'
import { measureThrough } from './measure-through.ts'
import { measureUseCase } from './measure-use-case.ts'
import { loadPeers, PEER_VERSIONS } from './peers.ts'
import type { Row } from './row.ts'

const peers = loadPeers()
const keys = makeKeys()

const PARTS: Record<string, () => Promise<Row[]>> = {
  wire: async () => [...(await measureBuilding(keys, peers)), ...(await measureReading(keys, peers))],
  import: async () => [...(await measureUseCase(keys)), ...(await measureThrough(peers))],
  start: () => measureStart(peers),
  bundle: measureBundle,
  rate: measureRate,
  cost: measureCost,
  growth: measureGrowth,
}

const asked = process.argv.slice(2)
const unknown = asked.filter(name => !(name in PARTS))
if (unknown.length > 0) {
  console.error(`There is no part ${unknown.join(', ')}. The parts: ${Object.keys(PARTS).join(', ')}.`)
  process.exit(2)
}

const rows: (Row & { part: string })[] = []
for (const [part, measure] of Object.entries(PARTS)) {
  if (asked.length > 0 && !asked.includes(part)) continue
  console.error(`Measuring ${part} …`)
  try {
    rows.push(...(await measure()).map(row => ({ part, ...row })))
  } catch (error) {
    // What the other parts found is worth keeping.
    console.error(`${part} could not be measured: ${error}`)
    process.exitCode = 1
  }
}

const digits = (value: number) => value.toFixed(Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 3)
console.log(
  formatTable([
    ['what', 'who', 'median', 'min', 'max', '', 'ratio', 'to', 'goal', ''],
    ...rows.map(({ what, who, median, min, max, unit, ratio, to = '', goal = '', met }) => [
      what,
      who,
      ...[median, min, max].map(digits),
      unit,
      ratio === undefined ? '' : ratio.toFixed(3),
      to,
      goal,
      met === undefined ? '' : met ? 'met' : 'MISSED',
    ]),
  ]),
)

const machine = { cpu: cpus()[0]?.model ?? '', cores: cpus().length, memory_gb: Math.round(totalmem() / 2 ** 30) }
const versions = {
  product: product.version,
  node: process.version,
  openssl: process.versions.openssl,
  ...PEER_VERSIONS,
}
const folder = join(import.meta.dirname, '../../bench')
await mkdir(folder, { recursive: true })
await writeFile(join(folder, 'results.json'), `${JSON.stringify({ machine, versions, rows }, null, 2)}\n`)
