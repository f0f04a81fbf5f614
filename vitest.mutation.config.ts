import { defineConfig } from 'vitest/config'

/**
 * What a mutant is tried against: tests that see it within milliseconds. Those that play hundreds of runs, or wait for the
 * clock, are left out.
 */
export default defineConfig({
  test: {
    include: ['test/{import,member,wechatpay,aws,api}/**/*.test.ts'],
    exclude: [
      '**/*-{once,model,rate}.test.ts',
      'test/aws/{request-limits,kms}.test.ts',
      // Watches the process, and so needs one of its own.
      'test/wechatpay/no-private-key.test.ts',
    ],
    isolate: false,
    restoreMocks: true,
    testTimeout: 30_000,
  },
})
