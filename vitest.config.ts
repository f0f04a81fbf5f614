import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/e2e/**', 'test/faults/**', 'test/bench/**', 'node_modules/**'],
    restoreMocks: true,
    // By default one processor is left idle.
    maxWorkers: '100%',
    // Many of these do RSA by the hundred; a machine that is busy otherwise is no failure.
    testTimeout: 30_000,
  },
})
