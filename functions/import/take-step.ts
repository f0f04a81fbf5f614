import type { ImportRequest } from '../member/import-request.ts'
import type { Memory } from '../member/memory.ts'
import type { UserCard } from '../member/user-card.ts'
import type { Call, Clock, Halt, NoPermit, Reply, RowKey, Situation } from '../ports.ts'
import type { Ask, AskLimits } from './ask.ts'
import type { Step, Verdict } from './verdict.ts'
import { weighImport } from './weigh-import.ts'
import { weighList } from './weigh-list.ts'
import { weighQuery } from './weigh-query.ts'

/** What is asked about: the member, what is remembered of it, and how the attempt stands. */
export type StepFacts = {
  key: string
  row?: RowKey
  brandId: string
  request: ImportRequest
  serial?: string
  step: Step
  memory: Memory
  streaks: Situation['streaks']
  refreshed: boolean
  limits: AskLimits
}

export type Taken = { reply: Reply; memory: Memory; verdict: Verdict; alarm?: Halt['reason'] } | NoPermit

export type TakeStep = (facts: StepFacts) => Promise<Taken>

/** Makes the call or calls of one step, each under its own permit, and weighs what came back. */
export function createTakeStep(ask: Ask, clock: Clock, callLimitMs: number): TakeStep {
  return async facts => {
    const { request, memory, refreshed } = facts
    const member = { cardId: request.card_id, openid: request.openid, userCardCode: request.user_card_code }

    if (facts.step === 'import') {
      const call: Call = { name: 'import', request, ...(facts.serial !== undefined && { serial: facts.serial }) }
      const asked = await ask(call, facts, facts.streaks, facts.limits)
      if ('notBefore' in asked) return asked
      const preEncrypted = facts.serial !== undefined
      const weighed = weighImport(memory, asked.reply, {
        sentAt: asked.sentAt,
        now: clock.now(),
        refreshed,
        preEncrypted,
      })
      return { ...asked, ...weighed }
    }

    const asked =
      facts.step === 'list' || collapsesInUrl(member.userCardCode)
        ? await listAll(facts)
        : await ask({ name: 'query', brandId: facts.brandId, ...member }, facts, facts.streaks, facts.limits)
    if ('notBefore' in asked) return asked
    const now = clock.now()
    if (facts.step === 'list' && asked.reply.kind === 'cards') {
      return { ...asked, ...weighList(memory, asked.reply.cards, member, now) }
    }
    const reply = asked.reply.kind === 'cards' ? ownCard(asked.reply, asked.reply.cards, member) : asked.reply
    const weighed = weighQuery(memory, reply, {
      userCardCode: member.userCardCode,
      askedAt: asked.sentAt,
      now,
      callLimitMs,
      refreshed,
    })
    return { ...asked, reply, ...weighed }
  }

  /** Every page of the user's cards as one reply; the first reply that is no page of cards ends it. */
  async function listAll(facts: StepFacts) {
    const cards: UserCard[] = []
    let sentAt: number | undefined
    for (;;) {
      const call: Call = { name: 'list', brandId: facts.brandId, openid: facts.request.openid, offset: cards.length }
      const asked = await ask(call, facts, facts.streaks, facts.limits)
      if ('notBefore' in asked || asked.reply.kind !== 'cards') return asked
      cards.push(...asked.reply.cards)
      sentAt ??= asked.sentAt
      if (cards.length >= asked.reply.total || asked.reply.cards.length === 0) {
        return { ...asked, sentAt, reply: { ...asked.reply, cards } }
      }
    }
  }
}

/** `.` and `..` as a path segment would collapse in the URL, so these codes are looked up in the list (DESIGN: Settling). */
function collapsesInUrl(userCardCode: string): boolean {
  return userCardCode === '.' || userCardCode === '..'
}

function ownCard(
  { requestId }: Reply,
  cards: readonly UserCard[],
  member: { cardId: string; userCardCode: string },
): Reply {
  const card = cards.find(one => one.card_id === member.cardId && one.user_card_code === member.userCardCode)
  return { ...(card ? { kind: 'card', card } : { kind: 'absent' }), ...(requestId !== undefined && { requestId }) }
}
