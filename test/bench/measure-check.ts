/** How fast a member file is checked and encrypted on one core, and in how much memory. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { COLUMNS, generateMembers, toCsv } from '../cli/file/generate-members.ts'

/** `checkPerSecond`: rows checked in a second of one processor; `encryptPerSecond`: checked and encrypted, 3 fields each. */
export type CheckSpeed = {
  rows: number
  checkPerSecond: number
  encryptPerSecond: number
  peakMb: number
  tablesMb: number
}

/** Phone, name and sex: three personal fields in every row. */
const SPARSE = COLUMNS.filter(name => !/BIRTHDAY|EMAIL|CITY|ADDRESS|custom/.test(name))

/** Each file in a process of its own, so that the memory of one says nothing of the other. */
export async function measureCheck(counts: readonly number[]): Promise<CheckSpeed[]> {
  const folder = await mkdtemp(join(tmpdir(), 'measure-check-'))
  try {
    const found: CheckSpeed[] = []
    for (const rows of counts) {
      const file = join(folder, `${rows}.csv`)
      await pipeline(Readable.from(toCsv(generateMembers(rows, rows), SPARSE)), createWriteStream(file))
      const child = fork(join(import.meta.dirname, 'check-once.ts'), [file], { stdio: 'inherit' })
      const [speed] = await once(child, 'message')
      found.push(speed)
    }
    return found
  } finally {
    await rm(folder, { recursive: true })
  }
}
