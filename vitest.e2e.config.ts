import { defineConfig } from 'vitest/config'

const RATES = 'test/e2e/rate.test.ts'
/** Many processes on two cores: a test that fails for want of time is tried once more. */
const limits = { pool: 'forks', testTimeout: 180_000, hookTimeout: 120_000, retry: 1 } as const

/** Whole paths through the built bundles and the local stack. What measures a rate runs last and alone. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...limits,
          name: 'paths',
          include: ['test/e2e/**/*.test.ts'],
          exclude: [RATES],
          maxWorkers: 3,
          sequence: { groupOrder: 0 },
        },
      },
      { test: { ...limits, name: 'rates', include: [RATES], maxWorkers: 1, sequence: { groupOrder: 1 } } },
    ],
  },
})
