import type { Scope } from '../member/halt-scope.ts'
import { type Memory, rest } from '../member/memory.ts'
import type { Claims, Clock, Credentials, Halt, Log, Metrics, NewOwner, Reply, Situations } from '../ports.ts'
import type { Attempt, Bounds, Result } from './attempt.ts'
import type { EndRow } from './end-row.ts'
import type { Gate } from './gate.ts'
import type { Heed } from './heed-halts.ts'
import { look, type Standing, scopeOf } from './look.ts'
import { leaseMs, PERMIT_WAIT_MS } from './recall.ts'
import { settledAs } from './settled-as.ts'
import type { Taken, TakeStep } from './take-step.ts'
import { tellError } from './tell-error.ts'
import { PAUSE_MS, type Step, type Verdict, type Waiting } from './verdict.ts'
import { withoutSending } from './without-sending.ts'

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
  log: Log
  metrics: Metrics
  callLimitMs: number
}

const STALE = {
  reply: { kind: 'serial_refused' },
  verdict: { next: 'end', state: 'rejected', code: 'stale_wechatpay_serial' },
} as const

const DROPPED: Result = { kind: 'ended_before' }

export type ImportMember = (attempt: Attempt, bounds: Bounds) => Promise<Result>

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
    let stayed = false
    let begun = false
    let requestId: string | undefined

    for (;;) {
      const leave = await ports.gate(standing !== undefined)
      try {
        const callMs = limitOf(standing?.step ?? 'import')
        if (bounds.deadline - clock.now() < bounds.permitMs + callMs) return await giveUp('no_time')
        if (!standing) {
          const looked = await look(ports, attempt)
          if ('kind' in looked) return looked
          standing = looked
        }
        const claimedAt = clock.now()
        if (!(await claim(attempt.key, owner, standing, claimedAt))) {
          return { ...later(begun && isOpen(standing.memory) ? 'settling' : 'busy'), ...heard() }
        }
        standing = { ...standing, revision: standing.revision + 1 }

        const { step, memory, streaks } = standing
        const permitted = () => {
          begun ||= step === 'import'
          leave()
        }
        const limits = { permitMs: bounds.permitMs, ...startLimits(standing, claimedAt), permitted }
        const taken: Taken =
          step === 'import' && !(await isReadable(attempt.serial))
            ? { ...STALE, memory }
            : await ports.takeStep({ ...attempt, step, memory, streaks, refreshed, limits })
        if ('notBefore' in taken) return await giveUp(taken.down ? 'unavailable' : 'no_permit', taken.notBefore)
        const weighed = standing.cancelled ? withoutSending(taken.memory, taken.verdict) : taken
        standing = { ...standing, memory: weighed.memory }
        requestId = taken.reply.requestId ?? requestId
        const outcome = await act(weighed.verdict, taken.reply, standing, taken.alarm)
        const settled = settledAs(step, memory, weighed.verdict)
        if (settled && isOver(outcome)) ports.metrics.count('Settlements', { as: settled })
        if ('kind' in outcome) return outcome
        standing = { ...standing, step: outcome.step }
      } catch (error) {
        if (!begun) throw error
        // The claim stays as it is: whoever comes after its lease asks what became of the sending.
        const { row } = attempt
        ports.log.warn('attempt_failed', { ...(row && { job_id: row.jobId, row: row.row }), ...tellError(error) })
        return { ...later('settling', clock.now() + leaseMs(ports.callLimitMs)), ...heard() }
      } finally {
        leave()
      }
    }

    /** A sending begins while a claim waits for its permit at most: a crash is dated by that (recall.ts). */
    function startLimits({ step }: Standing, claimedAt: number): { callMs: number; startBy: number } {
      const callMs = limitOf(step)
      const latest = bounds.deadline - callMs
      return { callMs, startBy: step === 'import' ? Math.min(claimedAt + PERMIT_WAIT_MS, latest) : latest }
    }

    function limitOf(step: Step): number {
      return step === 'import' ? ports.callLimitMs : bounds.queryMs
    }

    /** Carries a verdict out: the result of the attempt, or the step that comes next. */
    async function act(verdict: Verdict, reply: Reply, { memory, step }: Standing, alarm?: Halt['reason']) {
      // What is unsettled ends only where a copy is kept, and not while the key or WeChat Pay is under suspicion.
      if (verdict.next === 'end' && (verdict.state !== 'unsettled' || (bounds.bury && !alarm))) {
        const result = await ports.endRow(attempt, owner, memory, verdict, reply, bounds.bury)
        // The row was given up meanwhile: what a sending came to stands nowhere, so that it must be asked for again.
        if (result.kind === 'ended_before') {
          const unclear = memory.unclear || begun
          await claims.release(attempt.key, owner, rest({ ...memory, unclear }, { open: true }))
        }
        if (alarm) await heed.raise('credential', alarm)
        return result
      }
      if (alarm) return await halt('credential', alarm, memory)
      switch (verdict.next) {
        case 'end':
          return await giveUp('settling')
        case 'drop':
          await claims.release(attempt.key, owner, memory)
          return DROPPED
        case 'call':
          return { step: verdict.step }
        case 'halt':
          return await halt(scopeOf(verdict.scope, attempt), verdict.reason, memory)
        case 'refresh':
          refreshed = true
          await ports.credentials.refresh()
          return { step }
        case 'later': {
          const next = await stayFor(verdict, step)
          return next ? { step: next } : await giveUp(verdict.because, verdict.at)
        }
      }
    }

    /** Waits one short pause out, if it is of the kind to wait out; the step that then comes. */
    async function stayFor(
      { at, because }: Extract<Verdict, { next: 'later' }>,
      step: Step,
    ): Promise<Step | undefined> {
      const pause = at - clock.now()
      const next = because === 'settling' ? 'query' : step
      const fits = at + bounds.permitMs + limitOf(next) <= bounds.deadline
      if (stayed || because !== bounds.stay || pause > PAUSE_MS || !fits) return undefined
      stayed = true
      await clock.sleep(pause)
      return next
    }

    async function halt(scope: Scope, reason: Halt['reason'], memory: Memory): Promise<Result> {
      const raised = await heed.raise(scope, reason)
      if (!raised) return await giveUp('unavailable')
      await claims.release(attempt.key, owner, memory)
      return { kind: 'halted', halt: raised, open: isOpen(memory), ...heard() }
    }

    /** Lets go of the member, if it was claimed. What a sending of ours left open outweighs every other reason to wait. */
    async function giveUp(because: Waiting, at?: number): Promise<Result> {
      if (!standing) return later(because, at)
      await claims.release(attempt.key, owner, standing.memory)
      if (isOpen(standing.memory)) return { ...later('settling', at), ...heard() }
      return { ...later(because === 'settling' ? 'unavailable' : because, at), ...heard() }
    }

    function heard(): { requestId?: string } {
      return requestId === undefined ? {} : { requestId }
    }
  }

  async function claim(key: string, owner: string, { revision, step, memory }: Standing, at: number) {
    const phase = step === 'import' ? 'sending' : 'asking'
    return await claims.claim(key, revision, { owner, at, until: at + leaseMs(ports.callLimitMs), phase }, memory)
  }

  /** Whether WeChat Pay's answer to a request that came encrypted could be verified: before a permit is spent on it. */
  async function isReadable(serial: string | undefined): Promise<boolean> {
    return serial === undefined || (await ports.credentials.holds(serial))
  }

  function later(because: Waiting, at = clock.now() + PAUSE_MS): Result {
    return { kind: 'later', at, because }
  }
}

/** Whether a query is owed for what a sending of ours may have done. */
function isOpen({ owed }: Memory): boolean {
  return owed !== undefined && owed !== 'on_record'
}

/** Whether what a look-up found has been carried out: not where the row is kept although it could end. */
function isOver(outcome: Result | { step: Step }): boolean {
  return !('kind' in outcome) || outcome.kind === 'ended' || outcome.kind === 'ended_before'
}
