import { Refused } from './catalogue.ts'
import type { FaultRules } from './fault-rules.ts'
import { type ChosenFault, type Fault, readFault } from './faults.ts'
import type { Entry } from './journal.ts'
import type { Received } from './world.ts'

/**
 * The faults of a kind that a request shall meet: what its own header asks for goes before the rules. A header that
 * names no fault is refused when the answer is chosen: a test that means one must not pass without it.
 */
export function makePicker(
  rules: FaultRules,
  { headers }: Received,
  { call, openid }: Entry,
): (kind: Fault['kind']) => ChosenFault[] {
  const text = headers['x-simulator-fault']
  const own = typeof text === 'string' ? readFault(text) : undefined
  return kind => {
    if (text !== undefined && !own) {
      if (kind !== 'answer') return []
      throw new Refused({ status: 400, code: 'SIMULATOR', message: 'X-Simulator-Fault names no fault' })
    }
    return own?.fault.kind === kind ? [own] : rules.pick(kind, call, openid)
  }
}
