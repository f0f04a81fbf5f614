import { type Memory, rest } from '../member/memory.ts'
import type { Clock, Ending, Endings, Metrics, Reply } from '../ports.ts'
import type { Attempt, Result } from './attempt.ts'
import { PAUSE_MS, type Verdict } from './verdict.ts'

type End = Extract<Verdict, { next: 'end' }>

export type EndRow = (
  attempt: Attempt,
  owner: string,
  memory: Memory,
  verdict: End,
  reply: Reply,
  bury: (() => Promise<void>) | undefined,
) => Promise<Result>

/** Writes the one end of a row. An unsettled row's message is copied first: a crash copies twice, never none. */
export function createEndRow({
  clock,
  endings,
  metrics,
}: {
  clock: Clock
  endings: Endings
  metrics: Metrics
}): EndRow {
  return async (attempt, owner, memory, verdict, reply, bury) => {
    if (verdict.state === 'unsettled') await bury?.()
    const { openid, user_card_code: userCardCode } = attempt.request
    const heard = reply.requestId === undefined ? {} : { requestId: reply.requestId }
    const ending: Ending = {
      state: verdict.state,
      ...('code' in verdict && { code: verdict.code }),
      ...heard,
      attempts: memory.sendings,
      openid,
      userCardCode,
    }
    const onRecord = verdict.state === 'imported' || verdict.state === 'already_member'
    const atRest = rest(memory, { open: leavesOpen(verdict), ...(onRecord && { importedCode: userCardCode }) })
    const written = await endings.finish({
      ending,
      ...(attempt.row && { row: attempt.row }),
      member: { key: attempt.key, owner, memory: atRest },
    })
    if (written === 'ended') return { kind: 'ended_before' }
    // Somebody else holds the member by now, and asks what became of our sending.
    if (written === 'lost') return { kind: 'later', at: clock.now() + PAUSE_MS, because: 'settling', ...heard }
    metrics.count('Rows', { state: ending.state, code: ending.code ?? 'none' })
    return { kind: 'ended', ending, reply }
  }
}

/** Refusals that leave an unclear sending, which may be of another code, as unclear as it was. */
const OPEN = new Set<string>(['unrecognised_refusal', 'stale_wechatpay_serial', 'other_code', 'card_invalid'])

function leavesOpen(verdict: End): boolean {
  return verdict.state === 'unsettled' || ('code' in verdict && OPEN.has(verdict.code))
}
