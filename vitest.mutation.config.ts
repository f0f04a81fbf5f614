import { defineConfig } from 'vitest/config'

/**
 * What a mutant is tried against: tests that see it within milliseconds. Those that play hundreds of runs, or wait for the
 * clock, are left out; those with a table or a server come after the others, for the first test that fails is the last.
 */
const SLOWER = ['test/{aws,api}/**/*.test.ts', 'test/wechatpay/{verify-answer,client,transport,credentials}.test.ts']
const common = { isolate: false, restoreMocks: true, testTimeout: 30_000, maxWorkers: 1 }

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...common,
          name: 'quick',
          include: ['test/{import,member,wechatpay}/**/*.test.ts'],
          exclude: [
            ...SLOWER,
            '**/*-{once,model,rate}.test.ts',
            // Watches the process, and so needs one of its own.
            'test/wechatpay/no-private-key.test.ts',
          ],
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...common,
          name: 'slower',
          include: SLOWER,
          exclude: ['**/*-{once,model,rate}.test.ts', 'test/aws/{request-limits,kms}.test.ts'],
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
