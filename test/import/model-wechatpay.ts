import type { ImportRequest } from '../../functions/member/import-request.ts'
import type { UserCard } from '../../functions/member/user-card.ts'
import type { Call, Clock, Reply, WechatPay } from '../../functions/ports.ts'

type Works = 'not' | 'at once' | 'late'

/** What can happen to one call: whether its work is done, and what the caller gets to know. */
const FAULTS = {
  timeout_undone: { works: 'not', reply: { kind: 'unclear', why: 'timeout' } },
  timeout_done: { works: 'at once', reply: { kind: 'unclear', why: 'timeout' } },
  timeout_done_late: { works: 'late', reply: { kind: 'unclear', why: 'timeout' } },
  connection_lost: { works: 'at once', reply: { kind: 'unclear', why: 'connection_lost' } },
  server_error: { works: 'not', reply: { kind: 'unclear', why: 'server_error' } },
  server_error_done: { works: 'at once', reply: { kind: 'unclear', why: 'server_error' } },
  unverified: { works: 'at once', reply: { kind: 'unclear', why: 'unverified' } },
  unverified_undone: { works: 'not', reply: { kind: 'unclear', why: 'unverified' } },
  probe: { works: 'at once', reply: { kind: 'unclear', why: 'unverified', probe: true } },
  not_this_card: { works: 'not', reply: { kind: 'unclear', why: 'not_this_card' } },
  accepted: { works: 'late', reply: { kind: 'accepted' } },
  accepted_undone: { works: 'not', reply: { kind: 'accepted' } },
  rate_limited: { works: 'not', reply: { kind: 'rate_limited' } },
  overload: { works: 'not', reply: { kind: 'unavailable', mayHaveWorked: false } },
  gateway: { works: 'not', reply: { kind: 'unavailable', mayHaveWorked: true } },
  gateway_done: { works: 'at once', reply: { kind: 'unavailable', mayHaveWorked: true } },
  unauthorised: { works: 'not', reply: { kind: 'unauthorised' } },
  serial_refused: { works: 'not', reply: { kind: 'serial_refused' } },
} as const satisfies Record<string, { works: Works; reply: Reply }>

export type Fault = keyof typeof FAULTS
export const FAULT_NAMES: readonly Fault[] = keysOf(FAULTS)

export type Noted = { at: number; call: Call['name']; openid: string; code: string; reply: Reply['kind'] }

export type ModelWechatPay = WechatPay & {
  cards: UserCard[]
  journal: Noted[]
  /** Imports that were sent although the outcome of an earlier one had to be asked for first. */
  violations: string[]
  /** Cards made by imports, by openid. */
  made: Map<string, number>
  /** What happens to the next calls, in this order. */
  plan(...faults: (Fault | Reply | undefined)[]): void
  /** The names of the calls so far. */
  calls(): string[]
}

const ANSWER_MS = 200

/** How long work may go on that the caller waits for no more: less than the 5 s after the call limit that are granted. */
const LATE_MS = 4_900

/** WeChat Pay as CONTRACT.md 3.4 and 3.8 describe it, small enough for a unit test: cards, and what becomes of calls. */
export function createModelWechatPay(time: Clock, callLimitMs: number): ModelWechatPay {
  const planned: (Fault | Reply | undefined)[] = []
  const late: { at: number; work: () => void }[] = []
  const open = new Map<string, { sentAt: number; code: string; unclear: boolean; asked: boolean }>()
  const model: ModelWechatPay = { cards: [], journal: [], violations: [], made: new Map(), send, plan, calls }
  return model

  async function send(call: Call, withinMs: number): Promise<Reply> {
    const sentAt = time.now()
    const next = planned.shift()
    const fault = typeof next === 'string' ? FAULTS[next] : undefined
    const given = typeof next === 'object' ? next : undefined
    if (call.name === 'import') watch(call.request, sentAt)
    await time.sleep(fault?.reply.kind === 'unclear' && fault.reply.why === 'timeout' ? withinMs : ANSWER_MS)
    finishLateWork()
    const reply = given ?? (fault ? failing(call, fault, sentAt) : work(call))
    note(call, reply, sentAt)
    const lost = reply.kind === 'unclear' && (reply.why === 'timeout' || reply.why === 'connection_lost')
    return { ...(!lost && { requestId: `request-${model.journal.length}` }), ...reply }
  }

  function failing(call: Call, { works, reply }: { works: Works; reply: Reply }, sentAt: number): Reply {
    if (works === 'at once') work(call)
    if (works === 'late') late.push({ at: sentAt + callLimitMs + LATE_MS, work: () => work(call) })
    return reply.kind === 'accepted' && call.name !== 'import' ? FAULTS.not_this_card.reply : reply
  }

  function finishLateWork() {
    for (const { work } of late.filter(({ at }) => at <= time.now())) work()
    late.splice(0, late.length, ...late.filter(({ at }) => at > time.now()))
  }

  function work(call: Call): Reply {
    switch (call.name) {
      case 'import':
        return importCard(call.request)
      case 'query': {
        const card = model.cards.find(
          one => one.card_id === call.cardId && one.openid === call.openid && one.user_card_code === call.userCardCode,
        )
        return card ? { kind: 'card', card: { ...card } } : { kind: 'absent' }
      }
      case 'list': {
        const cards = model.cards.filter(one => one.openid === call.openid)
        return { kind: 'cards', cards: cards.slice(call.offset, call.offset + 2), total: cards.length }
      }
      case 'template':
        return { kind: 'template', template: { card_id: call.cardId } }
    }
  }

  function importCard(request: ImportRequest): Reply {
    const ofTemplate = model.cards.filter(card => card.card_id === request.card_id)
    const held = ofTemplate.filter(card => card.openid === request.openid)
    if (held.some(card => card.user_card_state === 'UNACTIVATED')) {
      return { kind: 'refused', code: 'pending_activation' }
    }
    if (held.some(card => card.user_card_state === 'EFFECTIVE')) return { kind: 'already', text: 'effective_card' }
    if (ofTemplate.some(card => card.user_card_code === request.user_card_code)) {
      return { kind: 'already', text: 'code_exists' }
    }
    const { card_id, openid, user_card_code } = request
    const create_time = new Date(time.now()).toISOString()
    const card: UserCard = { card_id, openid, user_card_code, create_time, user_card_state: 'EFFECTIVE' }
    model.cards.push(card)
    model.made.set(openid, (model.made.get(openid) ?? 0) + 1)
    return { kind: 'card', card }
  }

  /**
   * The rule that all of settling is for, read from the outside: ask, with enough patience, before sending again. Only
   * after a card under another code that was shown to us there is nothing to ask.
   */
  function watch({ card_id, openid, user_card_code }: ImportRequest, at: number) {
    const before = open.get(card_id + openid)
    if (before && !before.asked && (before.unclear || before.code === user_card_code))
      model.violations.push(`${openid} sent again ${at - before.sentAt} ms after`)
  }

  function note(call: Call, reply: Reply, sentAt: number) {
    const [cardId, openid, code] =
      call.name === 'import'
        ? [call.request.card_id, call.request.openid, call.request.user_card_code]
        : call.name === 'query'
          ? [call.cardId, call.openid, call.userCardCode]
          : [call.name === 'template' ? call.cardId : '', call.name === 'list' ? call.openid : '', '']
    model.journal.push({ at: sentAt, call: call.name, openid, code, reply: reply.kind })
    const standing = open.get(cardId + openid)
    if (call.name === 'import') {
      const unclear = reply.kind === 'unclear' || reply.kind === 'accepted'
      if (unclear || reply.kind === 'card') open.set(cardId + openid, { sentAt, code, unclear, asked: false })
    } else if (standing && call.name === 'query') {
      const patient = !standing.unclear || time.now() >= standing.sentAt + callLimitMs + LATE_MS
      const [own, shown] = [code === standing.code, reply.kind === 'card' ? reply.card.user_card_state : undefined]
      // Nobody has two live cards of one template: one that is shown under another code tells of this one too.
      const live = shown === 'UNACTIVATED' || shown === 'EFFECTIVE'
      const gone = shown !== undefined && (own ? shown !== 'EFFECTIVE' : live)
      if (gone || (reply.kind === 'absent' && patient)) standing.asked = true
      if (own && shown === 'EFFECTIVE') standing.unclear = false
    }
  }

  function plan(...faults: (Fault | Reply | undefined)[]) {
    planned.push(...faults)
  }

  function calls() {
    return model.journal.map(({ call }) => call)
  }
}

function keysOf<K extends string>(table: Record<K, unknown>): K[] {
  const isKey = (name: string): name is K => name in table
  return Object.keys(table).filter(isKey)
}
