/** The command `node test/bench/measure-import.ts [rows …]`: files through the embedded stack, as fast as it goes. */
import { createWriteStream } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import * as v from 'valibot'
import { formatTable } from '../../cli/output/format-table.ts'
import { startSimulator } from '../../infra/local/wechatpay/start-simulator.ts'
import { COLUMNS, generateMembers, toCsv } from '../cli/file/generate-members.ts'
import { run, start } from '../e2e/command/command.ts'
import { watchMemory } from './measure-feed.ts'

const TEMPLATE = ['--brand-id', '1004', '--card-id', 'pbLatjvWOibDc5-TBnbUk1pD12o0']
const ENVIRONMENT = { WECHATPAY_RATE_PER_SECOND: '1000' }
/** Phone, name and sex: three personal fields in every row. */
const SPARSE = COLUMNS.filter(name => !/BIRTHDAY|EMAIL|CITY|ADDRESS|custom/.test(name))

const Summary = v.object({ members_created_twice: v.number(), imports_after_unclear_without_query: v.number() })

const counts = process.argv.slice(2).map(Number)
const rows: (string | number)[][] = []
for (const count of counts.length > 0 ? counts : [10_000]) rows.push(await measure(count))
console.log(
  formatTable([
    ['rows', 'seconds', 'rows a second', 'command MB', 'imported', 'lost', 'doubled', 'blind repeats'],
    ...rows,
  ]),
)

async function measure(count: number): Promise<(string | number)[]> {
  const folder = await mkdtemp(join(tmpdir(), 'measure-import-'))
  try {
    await pipeline(
      Readable.from(toCsv(generateMembers(count, count), SPARSE)),
      createWriteStream(join(folder, 'all.csv')),
    )
    const began = performance.now()
    const running = start(folder, ['import', 'all.csv', ...TEMPLATE, '--job-id', 'all', '--first', '20'], ENVIRONMENT)
    const megabytes = await watchMemory(running)
    const { code, stderr } = await running.ended
    const seconds = (performance.now() - began) / 1_000
    if (code !== 0) console.error(stderr.slice(-2_000))

    await run(folder, ['results', 'all', '-o', 'results'], ENVIRONMENT)
    const manifest = JSON.parse(await readFile(join(folder, 'results/manifest.json'), 'utf8'))
    const simulator = await startSimulator({ folder: join(folder, '.member-import/simulator/simulator') })
    const summary = v.parse(Summary, await (await fetch(`${simulator.url}/_simulator/summary`)).json())
    await simulator.close()
    const written = Object.values<{ rows: number }>(manifest.files).reduce((sum, { rows }) => sum + rows, 0)
    const lost = count - written
    return [
      count,
      seconds.toFixed(1),
      (count / seconds).toFixed(0),
      megabytes.toFixed(0),
      manifest.counts.imported,
      lost,
      summary.members_created_twice,
      summary.imports_after_unclear_without_query,
    ]
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
