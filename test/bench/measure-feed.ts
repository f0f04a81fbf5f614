/** How much memory the operator's command takes for a file, and how fast it checks, encrypts and queues it. */
import { createWriteStream } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { startLocal } from '../../infra/local/start-local.ts'
import { COLUMNS, generateMembers, toCsv } from '../cli/file/generate-members.ts'
import { presentAsDeployed } from '../e2e/command/cloudformation.ts'
import { type Running, start } from '../e2e/command/command.ts'

/** `peakMb`: the largest memory that the command's own process ever had. */
export type FeedSpeed = { rows: number; perSecond: number; peakMb: number }

/** Phone, name and sex: three personal fields in every row. */
const SPARSE = COLUMNS.filter(name => !/BIRTHDAY|EMAIL|CITY|ADDRESS|custom/.test(name))
const WORDS = ['--brand-id', '1004', '--card-id', 'pbLatjvWOibDc5-TBnbUk1pD12o0', '--first', '0', '--no-follow']

/** Each file goes to a stack whose queue nobody works, so that the command alone is measured. */
export async function measureFeed(counts: readonly number[]): Promise<FeedSpeed[]> {
  const folder = await mkdtemp(join(tmpdir(), 'measure-feed-'))
  const { stack, close } = await startLocal({ stack: { polls: false } })
  const deployed = await presentAsDeployed(stack, 'members')
  try {
    const found: FeedSpeed[] = []
    for (const rows of counts) {
      const file = join(folder, `${rows}.csv`)
      await pipeline(Readable.from(toCsv(generateMembers(rows, rows), SPARSE)), createWriteStream(file))
      const began = performance.now()
      const running = start(folder, ['import', file, ...WORDS, '--stack', 'members'], deployed.environment)
      const peakMb = await watchMemory(running)
      found.push({ rows, perSecond: (rows * 1_000) / (performance.now() - began), peakMb })
    }
    return found
  } finally {
    await deployed.close()
    await close()
    await rm(folder, { recursive: true })
  }
}

/** As the kernel knows it (Linux); settles when the process has ended. */
export async function watchMemory(running: Running): Promise<number> {
  let [most, isOver] = [0, false]
  running.ended.finally(() => {
    isOver = true
  })
  while (!isOver) {
    const status = await readFile(`/proc/${running.pid}/status`, 'utf8').catch(() => '')
    most = Math.max(most, Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0))
    await sleep(250)
  }
  return most / 1_024
}
