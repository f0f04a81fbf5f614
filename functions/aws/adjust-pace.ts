import type { Clock, Pacer } from '../ports.ts'
import { isProbing, MOST_FAULTS, nextProbe, PROBE_LEASE_MS, toMicrosecond, widen } from './pace.ts'
import type { PaceRecord } from './pace-record.ts'

const REFUSALS_APART_MS = 1_000

/** What the results of calls do to the shared clock. */
export function createAdjustPace(record: PaceRecord, clock: Clock, ratePerSecond: number): Pacer['report'] {
  let refusedLast = false

  return async ({ probing }, result) => {
    if (result === 'failed') return await countFault(probing)
    if (result === 'refused') return await slowDown(probing)
    refusedLast = false
    const { last } = record
    if (probing || (last && isProbing(last))) await resume()
    else if (last && last.faults > 0) await forgetFaults()
  }

  /** A refusal by rate: at most once a second the guard is widened and the clock pushed. */
  async function slowDown(probing: boolean): Promise<void> {
    // Refused is answered: WeChat Pay is back.
    if (probing) await resume()
    const running = refusedLast
    refusedLast = true
    const pace = await record.read()
    const now = clock.now()
    if (!pace || now - pace.refusedAt < REFUSALS_APART_MS) return
    const { intervalMs, refusals, pushMs } = widen(pace, ratePerSecond, running)
    const push = async (from: ':now' | 'next_at', where: string) =>
      await record.update({
        UpdateExpression: `SET next_at = ${from} + :push, interval_ms = :wider, step_ms = :wider, refusals = :refusals, refused_at = :now, clean = :zero`,
        ConditionExpression: `interval_ms = :known AND refused_at = :before AND attribute_not_exists(probe_ms) AND ${where}`,
        values: {
          ':push': pushMs,
          ':wider': intervalMs,
          ':refusals': refusals,
          ':now': now,
          ':zero': 0,
          ':known': pace.intervalMs,
          ':before': pace.refusedAt,
        },
      })
    // From now on, or from the slots that others have taken since the record was read.
    const pushed = pace.nextAt < now ? await push(':now', 'next_at < :now') : undefined
    if (!pushed) await push('next_at', 'next_at >= :now')
  }

  /** Three failed calls running: from now on one probing call at a time, further apart each time one fails. */
  async function countFault(probing: boolean): Promise<void> {
    const pace = await record.update({ UpdateExpression: 'ADD faults :one', values: { ':one': 1 } })
    if (!pace) return
    const isDown = isProbing(pace)
    if (isDown ? !probing : pace.faults < MOST_FAULTS) return
    const probeMs = nextProbe(pace)
    if (!isDown) return await goDown(probeMs)
    // A slot that is granted already, to a call that has not begun, stays apart from what comes next.
    await record.update({
      UpdateExpression: 'SET next_at = :next, probe_ms = :probe',
      ConditionExpression: 'probe_ms = :known AND granted_at = :granted',
      values: {
        ':next': toMicrosecond(Math.max(clock.now(), pace.grantedAt) + probeMs),
        ':probe': probeMs,
        ':known': pace.probeMs,
        ':granted': pace.grantedAt,
      },
    })
  }

  /** The first probing call comes after the pause, and after the slots that are granted already. */
  async function goDown(probeMs: number): Promise<void> {
    const values = { ':next': clock.now() + probeMs, ':lease': PROBE_LEASE_MS, ':probe': probeMs }
    const paused = await record.update({
      UpdateExpression: 'SET next_at = :next, step_ms = :lease, probe_ms = :probe',
      ConditionExpression: 'attribute_not_exists(probe_ms) AND next_at < :next',
      values,
    })
    if (paused) return
    await record.update({
      UpdateExpression: 'SET step_ms = :lease, probe_ms = :probe',
      ConditionExpression: 'attribute_not_exists(probe_ms) AND next_at >= :next',
      values,
    })
  }

  /** One interval from now on, or from the last slot that was granted if that is still to come. */
  async function resume(): Promise<void> {
    const now = clock.now()
    const resumed = await record.update({
      UpdateExpression: 'SET next_at = :now + interval_ms, step_ms = interval_ms, faults = :zero REMOVE probe_ms',
      ConditionExpression: 'attribute_exists(probe_ms) AND granted_at <= :now',
      values: { ':now': now, ':zero': 0 },
    })
    const standing = resumed ?? (await record.read())
    if (!standing || !isProbing(standing)) return
    await record.update({
      UpdateExpression: 'SET next_at = granted_at + interval_ms, step_ms = interval_ms, faults = :zero REMOVE probe_ms',
      ConditionExpression: 'attribute_exists(probe_ms) AND granted_at > :now',
      values: { ':now': now, ':zero': 0 },
    })
  }

  async function forgetFaults(): Promise<void> {
    await record.update({
      UpdateExpression: 'SET faults = :zero',
      ConditionExpression: 'attribute_not_exists(probe_ms)',
      values: { ':zero': 0 },
    })
  }
}
