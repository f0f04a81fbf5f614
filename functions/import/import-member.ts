import type { Memory } from '../member/memory.ts'
import type { Claims, Clock, Credentials, Halt, NewOwner, Reply, Scope, Situation, Situations } from '../ports.ts'
import type { Attempt, Bounds, Result } from './attempt.ts'
import type { EndRow } from './end-row.ts'
import type { Gate } from './gate.ts'
import type { Heed } from './heed-halts.ts'
import { leaseMs, recall } from './recall.ts'
import type { TakeStep } from './take-step.ts'
import { PAUSE_MS, type Step, type Verdict, type Waiting } from './verdict.ts'

export type ImportPorts = {
  clock: Clock
  newOwner: NewOwner
  credentials: Credentials
  situations: Situations
  claims: Claims
  endRow: EndRow
  takeStep: TakeStep
  heed: Heed
  gate: Gate
  callLimitMs: number
}

export type ImportMember = (attempt: Attempt, bounds: Bounds) => Promise<Result>

/** Where an attempt stands: what is remembered, what comes next, and the revision of the record it builds on. */
type Standing = { memory: Memory; step: Step; revision: number; streaks: Situation['streaks'] }

/**
 * Imports one member: look, claim, permit, call, weigh, record; queries settle what a sending left unclear
 * (DESIGN section 5). Every way out writes what is known, or leaves a claim that the next attempt reads as unknown.
 */
export function createImportMember(ports: ImportPorts): ImportMember {
  const { clock, claims, heed } = ports

  return async (attempt, bounds) => {
    const owner = ports.newOwner()
    let standing: Standing | undefined
    let refreshed = false

    for (;;) {
      const leave = await ports.gate(standing !== undefined)
      try {
        const callMs = standing && standing.step !== 'import' ? bounds.queryMs : ports.callLimitMs
        if (bounds.deadline - clock.now() < bounds.permitMs + callMs) return await giveUp('no_time')
        if (!standing) {
          const looked = await look(attempt)
          if ('kind' in looked) return looked
          standing = looked
        }
        if (!(await claim(attempt.key, owner, standing))) return later('busy')
        standing = { ...standing, revision: standing.revision + 1 }

        const { step, memory, streaks } = standing
        const limits = {
          permitMs: bounds.permitMs,
          callMs: step === 'import' ? ports.callLimitMs : bounds.queryMs,
          permitted: leave,
        }
        const taken = await ports.takeStep({ ...attempt, step, memory, streaks, refreshed, limits })
        if ('notBefore' in taken) return await giveUp('no_permit', taken.notBefore)
        standing = { ...standing, memory: taken.memory }
        const outcome = await act(taken.verdict, taken.reply, standing, taken.alarm)
        if ('kind' in outcome) return outcome
        standing = { ...standing, step: outcome.step }
      } finally {
        leave()
      }
    }

    /** Carries a verdict out: the result of the attempt, or the step that comes next. */
    async function act(verdict: Verdict, reply: Reply, { memory, step }: Standing, alarm?: Halt['reason']) {
      if (verdict.next === 'end') {
        if (verdict.state === 'unsettled' && !bounds.bury) return await giveUp('settling')
        const result = await ports.endRow(attempt, owner, memory, verdict, reply, bounds.bury)
        if (alarm) await heed.raise('credential', alarm)
        return result
      }
      if (alarm) return await halt('credential', alarm)
      if (verdict.next === 'call') return { step: verdict.step }
      if (verdict.next === 'halt') return await halt(scopeOf(verdict.scope, attempt), verdict.reason)
      if (verdict.next === 'refresh') {
        refreshed = true
        await ports.credentials.refresh()
        return { step }
      }
      const pause = verdict.at - clock.now()
      const fits = verdict.at + bounds.permitMs + bounds.queryMs <= bounds.deadline
      if (!(bounds.stay && verdict.because === 'settling' && pause <= PAUSE_MS && fits)) {
        return await giveUp(verdict.because, verdict.at)
      }
      await clock.sleep(pause)
      return { step: 'query' as const }
    }

    async function halt(scope: Scope, reason: Halt['reason']): Promise<Result> {
      const raised = await heed.raise(scope, reason)
      if (!raised) return await giveUp('settling')
      if (standing) await claims.release(attempt.key, owner, standing.memory)
      return { kind: 'halted', halt: raised }
    }

    /** Lets go of the member, if it was claimed. What a sending of ours left open outweighs the lack of time or permit. */
    async function giveUp(because: Waiting, at?: number): Promise<Result> {
      if (!standing) return later(because, at)
      await claims.release(attempt.key, owner, standing.memory)
      const open = standing.memory.owed !== undefined && standing.memory.owed !== 'on_record'
      return later(open && (because === 'no_permit' || because === 'no_time') ? 'settling' : because, at)
    }
  }

  async function look(attempt: Attempt): Promise<Standing | Result> {
    const scopes = (['credential', 'brand', 'template'] as const).map(scope => scopeOf(scope, attempt))
    const { rowEnded, halts, record, streaks } = await ports.situations.look(attempt.key, scopes, attempt.row)
    if (rowEnded) return { kind: 'ended_before' }
    const halt = await heed.standing(halts)
    if (halt) return { kind: 'halted', halt }
    if (record?.claim && record.claim.until > clock.now()) return later('busy')
    if (attempt.settleOnly && !record?.memory.owed && record?.claim?.phase !== 'sending')
      return { kind: 'ended_before' }
    return { ...recall(record, attempt.request.user_card_code), revision: record?.revision ?? 0, streaks }
  }

  async function claim(key: string, owner: string, { revision, step, memory }: Standing): Promise<boolean> {
    const at = clock.now()
    const phase = step === 'import' ? 'sending' : 'asking'
    return await claims.claim(key, revision, { owner, at, until: at + leaseMs(ports.callLimitMs), phase }, memory)
  }

  function later(because: Waiting, at = clock.now() + PAUSE_MS): Result {
    return { kind: 'later', at, because }
  }
}

function scopeOf(scope: 'credential' | 'brand' | 'template', { brandId, request }: Attempt): Scope {
  if (scope === 'brand') return `brand#${brandId}`
  return scope === 'template' ? `template#${request.card_id}` : scope
}
