import { defineConfig } from 'vitest/config'

const RATE = 'test/faults/rate.test.ts'
const limits = { pool: 'forks', testTimeout: 600_000, hookTimeout: 120_000 } as const

/**
 * What takes minutes, most of them spent waiting: several files at once, and alone at the end what measures a rate.
 * `SEED=n npm run test:faults` repeats a run.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...limits,
          name: 'faults',
          include: ['test/faults/**/*.test.ts'],
          exclude: [RATE],
          maxWorkers: 3,
          sequence: { groupOrder: 0 },
        },
      },
      { test: { ...limits, name: 'rate', include: [RATE], maxWorkers: 1, sequence: { groupOrder: 1 } } },
    ],
  },
})
