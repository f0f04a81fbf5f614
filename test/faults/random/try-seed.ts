import { checkRun } from '../../checker/check-run.ts'
import type { Violation } from '../../checker/evidence.ts'
import { runSeed } from './run-seed.ts'
import { showRun } from './show-run.ts'

/** One run and what the checker finds in it; says on stderr what came of it. */
export async function trySeed(seed: number): Promise<Violation[]> {
  const began = Date.now()
  const evidence = await runSeed(seed)
  const violations = checkRun(evidence)
  process.stderr.write(`seed ${seed}: ${showRun(evidence, violations, Date.now() - began)}\n`)
  return violations
}
