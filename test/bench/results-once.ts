/** Writes the results of a job of so many rows, and tells its parent how long that took and in how much memory. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeResults } from '../../cli/results/write-results.ts'
import type { JobRow } from '../../functions/aws/job-rows.ts'

const rows = Number(process.argv[2])

async function* ended(): AsyncGenerator<JobRow> {
  for (let row = 1; row <= rows; row += 1) {
    const card = { openid: `obLatj${row}`, userCardCode: `4785${row}`, requestId: `bench-${row}` }
    const state = row % 50 === 0 ? 'rejected' : 'imported'
    yield { row, state, code: '', pointer: '', attempts: 1, endedAt: Date.now(), ...card }
  }
}

const folder = await mkdtemp(join(tmpdir(), 'results-once-'))
const began = performance.now()
await writeResults(folder, { rows, state: 'ended', isComplete: true }, ended(), undefined)
const perSecond = (rows * 1_000) / (performance.now() - began)
await rm(folder, { recursive: true })
process.send?.({ rows, perSecond, peakMb: process.resourceUsage().maxRSS / 1_024 })
