import { defineConfig } from 'vitest/config'

/** Minutes each; together they take little longer than the longest, for most of it is waiting. */
const LONGEST = ['random', 'planted', 'jobs', 'kill', 'outage', 'rotation'].map(name => `test/faults/${name}.test.ts`)
const RATE = 'test/faults/rate.test.ts'
const limits = { pool: 'forks', testTimeout: 600_000, hookTimeout: 120_000 } as const

/**
 * What takes minutes. The runs under random faults are several at once within their file; what measures a rate comes
 * last and alone. `SEED=n npm run test:faults` repeats a run.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...limits,
          name: 'longest',
          include: LONGEST,
          maxWorkers: LONGEST.length,
          maxConcurrency: 4,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...limits,
          name: 'long',
          include: ['test/faults/**/*.test.ts', 'test/**/*.long.test.ts'],
          exclude: [...LONGEST, RATE],
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
        },
      },
      { test: { ...limits, name: 'rate', include: [RATE], maxWorkers: 1, sequence: { groupOrder: 2 } } },
    ],
  },
})
