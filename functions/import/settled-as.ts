import type { Memory } from '../member/memory.ts'
import type { DimensionValues } from '../signals/metric-list.ts'
import type { Step, Verdict } from './verdict.ts'

/**
 * What a look-up found a sending of unclear outcome to have come to; nothing if it found nothing out yet, or none was
 * owed. `memory`: as it was before the look-up.
 */
export function settledAs(step: Step, memory: Memory, verdict: Verdict): DimensionValues['as'] | undefined {
  if (step === 'import' || !memory.unclear) return undefined
  switch (verdict.next) {
    case 'end':
      return verdict.state
    case 'call':
      return verdict.step === 'import' ? 'sent_again' : undefined
    case 'drop':
      return 'not_sent'
  }
  return undefined
}
