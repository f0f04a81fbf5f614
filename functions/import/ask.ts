import type {
  Call,
  Clock,
  Log,
  Metrics,
  NoPermit,
  Pacer,
  Reply,
  RowKey,
  Situation,
  Streaks,
  WechatPay,
} from '../ports.ts'
import { createNoteCall, isFailed } from './note-call.ts'

/** After so many running it is not the member but the key, or a refusal this version cannot read (DESIGN: halt). */
const STREAKS = {
  unverified: { most: 5, alarm: 'answers_unverifiable' },
  unrecognised: { most: 20, alarm: 'refusals_unrecognised' },
} as const

export type AskPorts = {
  clock: Clock
  pacer: Pacer
  wechatpay: WechatPay
  streaks: Streaks
  log: Log
  metrics: Metrics
}

/** One call under its permit. `alarm`: a streak has grown so long that everything of the credential must stop. */
export type Asked =
  | { reply: Reply; sentAt: number; alarm?: 'answers_unverifiable' | 'refusals_unrecognised' }
  | NoPermit

/**
 * `startBy`: no call begins after it, for its claim or the function's time would run out before its answer is recorded.
 * `permitted` is told when the permit is there, before the call.
 */
export type AskLimits = { permitMs: number; callMs: number; startBy?: number; permitted?: () => void }

/** Whom a call is about: `key`, what the streaks count it under, and the row that the log names it by. */
export type Subject = { key: string; row?: RowKey }

export type Ask = (call: Call, subject: Subject, standing: Situation['streaks'], limits: AskLimits) => Promise<Asked>

/** Waits for the permit, calls, tells the pacer, and keeps the two streaks that can raise a halt. */
export function createAsk({ clock, pacer, wechatpay, streaks, log, metrics }: AskPorts): Ask {
  const noteCall = createNoteCall({ log, metrics })

  return async (call, { key, row }, standing, { permitMs, callMs, startBy = Number.POSITIVE_INFINITY, permitted }) => {
    const askedAt = clock.now()
    const taken = await pacer.take(Math.min(permitMs, startBy - askedAt))
    if ('notBefore' in taken) {
      metrics.count('PermitsRefused')
      return taken
    }
    permitted?.()
    const sentAt = clock.now()
    const waitedMs = sentAt - askedAt
    metrics.record('PermitWait', waitedMs)
    if (sentAt > startBy) return { notBefore: sentAt, down: false }
    const reply = await wechatpay.send(call, callMs)
    noteCall(call, reply, { ms: clock.now() - sentAt, waitedMs }, row)
    // A key kept elsewhere did not sign: nothing was called, and nothing is known of WeChat Pay.
    if (reply.kind !== 'unsigned') await pacer.report(taken.permit, soundness(reply))
    const alarm = await keepStreaks(reply, call, key, standing)
    return { reply, sentAt, ...(alarm && { alarm }) }
  }

  async function keepStreaks(reply: Reply, call: Call, member: string, standing: Situation['streaks']) {
    if (standing.unverified > 0 && isVerified(reply)) await streaks.clear('unverified')
    if (standing.unrecognised > 0 && call.name === 'import' && reply.kind === 'card') {
      await streaks.clear('unrecognised')
    }
    const streak = streakOf(reply)
    if (!streak) return undefined
    const { most, alarm } = STREAKS[streak]
    if ((await streaks.lengthen(streak, member)) < most) return undefined
    await streaks.clear(streak)
    return alarm
  }
}

function soundness(reply: Reply): 'answered' | 'refused' | 'failed' {
  if (reply.kind === 'rate_limited') return 'refused'
  return isFailed(reply) ? 'failed' : 'answered'
}

/** The streak that a reply lengthens. */
function streakOf(reply: Reply): keyof typeof STREAKS | undefined {
  switch (reply.kind) {
    case 'unclear':
      return reply.why === 'unverified' && !reply.probe ? 'unverified' : undefined
    case 'refused':
      return reply.code === 'unrecognised_refusal' ? 'unrecognised' : undefined
  }
  return undefined
}

const VERIFIED = new Set<Reply['kind']>(['card', 'cards', 'template', 'accepted', 'absent', 'refused', 'already'])

function isVerified(reply: Reply): boolean {
  return VERIFIED.has(reply.kind)
}
