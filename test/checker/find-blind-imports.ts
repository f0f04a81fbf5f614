import { canBelieve, isUnclear } from './can-believe.ts'
import { type Call, type Evidence, memberOf, type Violation, wantedBy } from './evidence.ts'

/** What must be asked before the next import of a member: `code` alone, or of any code. */
type Debt = { since: Call; why: string; code?: string }

/**
 * No import without asking after one of unclear outcome, nor of a card that is known to be there (DESIGN: Settling). A
 * 404 right after the sending answers nothing, for the call may still be at work.
 */
export function findBlindImports({ journal, patienceMs }: Evidence): Violation[] {
  const debts = new Map<string, Debt>()
  return journal.flatMap(call => {
    const wanted = wantedBy(call)
    const member = memberOf(wanted)
    if (call.call === 'import') {
      const blind = blindness(debts.get(member), call)
      const debt = debtOf(call)
      if (debt) debts.set(member, debt)
      else if (call.status === 400) debts.delete(member)
      return blind ? [blind] : []
    }
    if (call.call === 'list' && canBelieve(call) && call.status === 200) {
      for (const [owing, { since }] of debts) if (since.openid === call.openid) debts.delete(owing)
    }
    if (call.call === 'query' && canBelieve(call)) {
      const since = debts.get(member)?.since.received_at_ms ?? 0
      if (call.status === 200)
        debts.set(member, { since: call, why: 'a query that showed the card', code: wanted.code })
      if (call.status === 404 && call.received_at_ms >= since + patienceMs) debts.delete(member)
    }
    return []
  })
}

function debtOf(call: Call): Debt | undefined {
  if (isUnclear(call)) return { since: call, why: 'an import of unclear outcome' }
  if (call.status === 200) return { since: call, why: 'an import that worked', code: wantedBy(call).code }
  return undefined
}

function blindness(debt: Debt | undefined, call: Call): Violation | undefined {
  if (!debt || (debt.code !== undefined && debt.code !== call.user_card_code)) return undefined
  const what = `imported by call ${call.number} without asking after ${debt.why}, call ${debt.since.number}`
  return { kind: 'guessed', where: memberOf(wantedBy(call)), what }
}
