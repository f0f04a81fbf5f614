import type { ChosenFault, Fault } from './faults.ts'
import { makeRandom } from './random.ts'
import type { CallName } from './routes.ts'

/** When a fault happens: to the next `count` calls (absent: until lifted) that the rest fits. */
export type FaultRule = {
  chosen: ChosenFault
  count?: number
  /** Probability, 0 to 1, drawn for each call that fits. */
  chance?: number
  /** A part of the openid. */
  openid?: string
  call?: CallName
}

export type FaultRules = {
  add(rule: FaultRule): number
  /** Lifts the rule of that number, or all. Tells how many were lifted. */
  lift(id?: number): number
  list(): { id: number; rule: FaultRule }[]
  /** The faults of that kind for a call: all of timing, else the first that fits. Counts them down. */
  pick(kind: Fault['kind'], call: CallName | 'unknown', openid: string | null): ChosenFault[]
}

/** Each rule draws from its own stream of the seed, so that one more rule does not change what another does. */
export function makeFaultRules(seed: number): FaultRules {
  let lastId = 0
  const rules = new Map<number, { rule: FaultRule; left: number; random: () => number }>()

  return {
    add(rule) {
      lastId += 1
      rules.set(lastId, { rule, left: rule.count ?? Number.POSITIVE_INFINITY, random: makeRandom(seed + lastId) })
      return lastId
    },
    lift(id) {
      if (id !== undefined) return rules.delete(id) ? 1 : 0
      const lifted = rules.size
      rules.clear()
      return lifted
    },
    list: () => [...rules].map(([id, { rule }]) => ({ id, rule })),
    pick(kind, call, openid) {
      const picked: ChosenFault[] = []
      for (const [id, entry] of rules) {
        const { rule } = entry
        if (rule.chosen.fault.kind !== kind) continue
        if (rule.call !== undefined && rule.call !== call) continue
        if (rule.openid !== undefined && !openid?.includes(rule.openid)) continue
        if (rule.chance !== undefined && entry.random() >= rule.chance) continue
        entry.left -= 1
        if (entry.left <= 0) rules.delete(id)
        picked.push(rule.chosen)
        if (kind !== 'timing') break
      }
      return picked
    },
  }
}
