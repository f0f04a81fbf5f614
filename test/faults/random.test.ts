import { describe, expect, test } from 'vitest'
import { trySeed } from './random/try-seed.ts'
import { drawSeed } from './seed.ts'

/** Of each half: this file is in two projects, one a half. */
const RUNS = 15

const first = drawSeed('random') + Number(process.env['HALF']) * RUNS
const seeds = Array.from({ length: RUNS }, (_, at) => first + at)

/**
 * They wait most of their time, so several run at once. One is repeated with
 * `SEED=n vitest run -c vitest.faults.config.ts --project random -t 'seed n$'`.
 */
describe.concurrent('no row is lost, doubled, guessed or miscounted, whatever goes wrong', () => {
  test.each(seeds)('seed %i', async seed => {
    expect(await trySeed(seed)).toEqual([])
  })
})
