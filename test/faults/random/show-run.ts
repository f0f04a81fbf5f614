import type { Evidence, Violation } from '../../checker/evidence.ts'

/** What came of a run, in a line. */
export function showRun(
  { records, journal, letters }: Evidence,
  violations: readonly Violation[],
  tookMs: number,
): string {
  const tally = [...Map.groupBy(records, ({ state }) => state)].map(([state, rows]) => `${rows.length} ${state}`)
  const spoiled = journal.filter(({ fault, delivered }) => fault !== null || !delivered).length
  const found = violations.length === 0 ? '' : `, ${violations.length} VIOLATIONS`
  return `${tally.join(', ')}; ${journal.length} calls, ${spoiled} of them spoiled; ${letters.length} dead letters; ${Math.round(tookMs / 1_000)} s${found}`
}
