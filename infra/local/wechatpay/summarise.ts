import type { Entry } from './journal.ts'
import { isRated } from './routes.ts'

export type Summary = {
  calls: number
  /** Keys such as `200`, `400 INVALID_REQUEST`, `no answer`. */
  by_verdict: Record<string, number>
  by_call: Record<string, number>
  /** The most requests under the rate that one credential sent in any one second, refused ones included. */
  max_calls_in_one_second: number
  cards_created: number
  /** Users that one template was given to more than once. */
  members_created_twice: number
  /** Imports of a member whose import before was left unclear, with no answered query or list between. */
  imports_after_unclear_without_query: number
}

/** What a test asks of a journal, which is in the order of receipt. */
export function summarise(entries: readonly Entry[]): Summary {
  const created = entries.filter(entry => entry.created)
  const createdPerMember = Object.values(count(created.map(memberOf)))
  return {
    calls: entries.length,
    by_verdict: count(entries.map(verdictOf)),
    by_call: count(entries.map(({ call }) => call)),
    max_calls_in_one_second: Math.max(mostInOneSecond(entries, 'partner'), mostInOneSecond(entries, 'brand')),
    cards_created: created.length,
    members_created_twice: createdPerMember.filter(times => times > 1).length,
    imports_after_unclear_without_query: countBlindImports(entries),
  }
}

function verdictOf({ status, code }: Entry): string {
  if (status === null) return 'no answer'
  return code === null ? String(status) : `${status} ${code}`
}

function memberOf({ openid, card_id }: Entry): string {
  return JSON.stringify([card_id, openid])
}

function mostInOneSecond(entries: readonly Entry[], variant: Entry['variant']): number {
  const times = entries
    .filter(entry => entry.variant === variant && isRated(entry.call))
    .map(entry => entry.received_at_ms)
  let first = 0
  let most = 0
  times.forEach((time, index) => {
    while ((times[first] ?? time) <= time - 1_000) first += 1
    most = Math.max(most, index - first + 1)
  })
  return most
}

function countBlindImports(entries: readonly Entry[]): number {
  const owed = new Map<string, Entry>()
  let blind = 0
  for (const entry of entries) {
    const { call, openid, status, unclear } = entry
    if (call === 'import') {
      if (owed.has(memberOf(entry))) blind += 1
      if (unclear) owed.set(memberOf(entry), entry)
      else if (status === 200 || status === 400) owed.delete(memberOf(entry))
    } else if (!unclear && (status === 200 || status === 404)) {
      if (call === 'query') owed.delete(memberOf(entry))
      if (call === 'list') for (const [member, owing] of owed) if (owing.openid === openid) owed.delete(member)
    }
  }
  return blind
}

function count(keys: string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const key of keys) counts[key] = (counts[key] ?? 0) + 1
  return counts
}
