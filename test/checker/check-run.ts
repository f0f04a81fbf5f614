import type { Evidence, Violation } from './evidence.ts'
import { findBlindImports } from './find-blind-imports.ts'
import { findDoubled } from './find-doubled.ts'
import { findGuessed } from './find-guessed.ts'
import { findLost } from './find-lost.ts'
import { findMiscounted } from './find-miscounted.ts'

/** Every row that was lost, doubled, guessed or miscounted, by name. */
export function checkRun(evidence: Evidence): Violation[] {
  return [findLost, findDoubled, findGuessed, findBlindImports, findMiscounted].flatMap(find => find(evidence))
}
