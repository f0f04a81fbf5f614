/** The command `npm run bench`: a table on stdout, and the figures in bench/results.json. */
import { mkdir, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { formatTable } from '../../cli/output/format-table.ts'
import { measureCheck } from './measure-check.ts'
import { measureFeed } from './measure-feed.ts'
import { measureRate } from './measure-rate.ts'
import { measureStart } from './measure-start.ts'
import { measureWire } from './measure-wire.ts'

const root = join(import.meta.dirname, '../..')
const wire = await measureWire()
const start = await measureStart(root)
const check = await measureCheck()
const feed = await measureFeed([10_000, 100_000])
const rate = await measureRate()
const rows = [...wire, ...start, rate.row]

console.log(
  formatTable([
    ['what', 'ms', 'against', 'ms', 'ratio'],
    ...rows.map(({ what, ms, against, againstMs, ratio }) => [
      what,
      ms.toFixed(2),
      against,
      againstMs.toFixed(2),
      ratio.toFixed(3),
    ]),
  ]),
)
console.log(
  `\n${formatTable([
    ['member file', 'rows checked a second', 'checked and encrypted', 'memory in MB', 'of it for repeats'],
    ...check.map(({ rows, checkPerSecond, encryptPerSecond, peakMb, tablesMb }) => {
      return [`${rows} rows`, ...[checkPerSecond, encryptPerSecond, peakMb, tablesMb].map(Math.round)]
    }),
  ])}`,
)
console.log(
  `\n${formatTable([
    ['import FILE', 'rows checked twice, encrypted and queued a second', 'memory in MB'],
    ...feed.map(({ rows, perSecond, peakMb }) => [`${rows} rows`, Math.round(perSecond), Math.round(peakMb)]),
  ])}`,
)
console.log(`\n${rate.refused} of the calls at that rate were refused (429).`)
await mkdir(join(root, 'bench'), { recursive: true })
const machine = { node: process.version, cpu: cpus()[0]?.model ?? '', cores: cpus().length }
await writeFile(
  join(root, 'bench/results.json'),
  `${JSON.stringify({ machine, rows, check, feed, refused: rate.refused }, null, 2)}\n`,
)
