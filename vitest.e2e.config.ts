import { defineConfig } from 'vitest/config'

/** Whole paths through the built bundles and the local stack: one at a time, for they measure rates. */
export default defineConfig({
  test: {
    include: ['test/e2e/**/*.test.ts'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 120_000,
  },
})
