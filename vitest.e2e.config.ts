import { defineConfig } from 'vitest/config'

const RATES = 'test/e2e/rate.test.ts'
/** Tests that start their stack with a credential of their own. */
const OWN_CREDENTIAL = ['brand', 'certificates', 'kms', 'command/embedded'].map(name => `test/e2e/${name}.test.ts`)
/** Many processes on two cores: a test that fails for want of time is tried once more. */
const limits = { pool: 'forks', testTimeout: 180_000, hookTimeout: 120_000, retry: 1 } as const

/**
 * Whole paths through the built bundles and the local stack, with one credential (see test/e2e/start-local.ts). What
 * measures a rate runs last and alone. `order`: after all projects of a lower one.
 */
export function pathsWith(CREDENTIAL: string, order: number, exclude: readonly string[] = []) {
  const common = { ...limits, env: { CREDENTIAL } }
  const name = (what: string) => (CREDENTIAL === 'secret' ? what : `${what}, ${CREDENTIAL}`)
  return [
    {
      test: {
        ...common,
        name: name('paths'),
        include: ['test/e2e/**/*.test.ts'],
        exclude: [RATES, ...exclude],
        maxWorkers: 3,
        sequence: { groupOrder: order },
      },
    },
    {
      test: { ...common, name: name('rates'), include: [RATES], maxWorkers: 1, sequence: { groupOrder: order + 1 } },
    },
  ]
}

/** The same with another credential; what has its own would only be repeated. */
export const againWith = (credential: string, order: number) => pathsWith(credential, order, OWN_CREDENTIAL)

export default defineConfig({ test: { projects: pathsWith('secret', 0) } })
