import { defineConfig } from 'vitest/config'

const file = (name: string) => `test/faults/${name}.test.ts`
/** Minutes each; together they take little longer than the longest, for most of it is waiting. */
const LONGEST = ['jobs', 'kill', 'once-failed', 'outage', 'rotation'].map(file)
const [RANDOM, PLANTED, RATE] = [file('random'), file('planted'), file('rate')]
const limits = { pool: 'forks', testTimeout: 600_000, hookTimeout: 120_000 } as const
const first = { ...limits, maxWorkers: LONGEST.length + 2, sequence: { groupOrder: 0 } }

/** Runs under random faults, several at once; half of them in a process of their own, for each keeps a core busy. */
const random = (name: string, HALF: string) => ({
  test: { ...first, name, include: [RANDOM], env: { HALF }, maxConcurrency: 3 },
})

/**
 * What takes minutes. What measures a rate comes last and alone. `SEED=n npm run test:faults` repeats a run.
 * `npm run test:planted` tries the checker of the random runs.
 */
export default defineConfig({
  test: {
    projects: [
      { test: { ...first, name: 'longest', include: LONGEST } },
      random('random', '0'),
      random('random, other half', '1'),
      { test: { ...first, name: 'planted', include: [PLANTED], maxConcurrency: 4 } },
      {
        test: {
          ...limits,
          name: 'long',
          include: ['test/faults/**/*.test.ts', 'test/**/*.long.test.ts'],
          exclude: [...LONGEST, RANDOM, PLANTED, RATE],
          maxWorkers: 4,
          sequence: { groupOrder: 1 },
        },
      },
      { test: { ...limits, name: 'rate', include: [RATE], maxWorkers: 1, sequence: { groupOrder: 2 } } },
    ],
  },
})
