import { defineConfig } from 'vitest/config'

const RANDOM = ['test/faults/random.test.ts', 'test/faults/planted.test.ts']
const RATE = 'test/faults/rate.test.ts'
const limits = { pool: 'forks', testTimeout: 600_000, hookTimeout: 120_000 } as const

/**
 * What takes minutes, most of them spent waiting: several files at once, then the runs under random faults, several at
 * once in one file, and alone at the end what measures a rate. `SEED=n npm run test:faults` repeats a run.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...limits,
          name: 'faults',
          include: ['test/faults/**/*.test.ts', 'test/**/*.long.test.ts'],
          exclude: [...RANDOM, RATE],
          maxWorkers: 3,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...limits,
          name: 'random',
          include: RANDOM,
          maxWorkers: 1,
          maxConcurrency: 5,
          sequence: { groupOrder: 1 },
        },
      },
      { test: { ...limits, name: 'rate', include: [RATE], maxWorkers: 1, sequence: { groupOrder: 2 } } },
    ],
  },
})
