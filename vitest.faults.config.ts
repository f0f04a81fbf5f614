import { defineConfig } from 'vitest/config'

/** What takes minutes: one file after another, so that each has the machine for itself. `SEED=n npm run test:faults` repeats a run. */
export default defineConfig({
  test: {
    include: ['test/faults/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 600_000,
    hookTimeout: 120_000,
  },
})
