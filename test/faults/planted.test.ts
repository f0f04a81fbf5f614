import { describe, expect, test } from 'vitest'
import { checkRun } from '../checker/check-run.ts'
import type { Violation } from '../checker/evidence.ts'
import { BUGS, type Shown } from '../checker/planted-bugs.ts'
import { plant } from './random/plant.ts'
import { runSeed } from './random/run-seed.ts'
import { drawSeed } from './seed.ts'

const WITHIN = 3
const first = drawSeed('planted')

describe.concurrent(`a bug is noticed within ${WITHIN} runs, by its right name: one that`, () => {
  test.each(Object.entries(BUGS))('%s', async (name, { shows, ...bug }) => {
    const { root, remove } = await plant(bug)
    try {
      expect(await findWithin(shows, root, name)).toBeDefined()
    } finally {
      await remove()
    }
  })
})

async function findWithin(shows: Shown, root: string, name: string): Promise<Violation | undefined> {
  for (let run = 0; run < WITHIN; run += 1) {
    const violations = checkRun(await runSeed(first + run, { root }))
    const found = violations.find(({ kind, what }) => kind === shows.kind && shows.what.test(what))
    process.stderr.write(`${name}: ${violations.length} violations in run ${run + 1}; ${JSON.stringify(found)}\n`)
    if (found) return found
  }
  return undefined
}
