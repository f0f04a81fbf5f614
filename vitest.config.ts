import { defineConfig } from 'vitest/config'

/** Rooms whose tests leave nothing behind in their process, so that files can share one: half of a run is saved. */
const SHARED = ['test/{api,aws,checker,cli,docs,import,member,signals,wechatpay}/**/*.test.ts']
/** Watches the process, and so needs one of its own. */
const ALONE = 'test/wechatpay/no-private-key.test.ts'

const common = {
  restoreMocks: true,
  // One more than processors: some mostly wait.
  maxWorkers: 3,
  // Many of these do RSA by the hundred; a machine that is busy otherwise is no failure.
  testTimeout: 30_000,
}

export default defineConfig({
  test: {
    projects: [
      { test: { ...common, name: 'shared', include: SHARED, exclude: [ALONE], isolate: false } },
      {
        test: {
          ...common,
          name: 'alone',
          include: [ALONE, 'test/*.test.ts', 'test/{infra,local}/**/*.test.ts'],
          // With the long suite: they start processes, kill them and wait for them.
          exclude: ['**/*.long.test.ts'],
        },
      },
    ],
  },
})
