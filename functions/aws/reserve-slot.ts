import type { Clock, NoPermit } from '../ports.ts'
import { CLEAN_PERMITS, earliest, isProbing, leastInterval, narrow, type Pace } from './pace.ts'
import type { PaceRecord } from './pace-record.ts'

export type Slot = { at: number; probing: boolean }

/** Takes the next slot if it is at most at `until`, or says when to ask again, and then none is taken. */
export type ReserveSlot = (until: number) => Promise<Slot | NoPermit>

export function createReserveSlot(record: PaceRecord, clock: Clock, ratePerSecond: number): ReserveSlot {
  return async until => {
    for (;;) {
      const now = clock.now()
      if (now > until) return record.last ? tooFar(record.last, now) : { notBefore: now, down: false }
      const wasIdle = record.last !== undefined && record.last.nextAt < now
      const slot = wasIdle
        ? ((await takeNow()) ?? (await takeNext(until)))
        : ((await takeNext(until)) ?? (await takeNow()))
      if (slot) return slot

      const standing = await record.read()
      if (standing?.rate !== ratePerSecond) await record.begin(standing, clock.now())
      else if (standing.nextAt > until) return tooFar(standing, clock.now())
    }
  }

  /** The slot after those granted already. */
  async function takeNext(until: number): Promise<Slot | undefined> {
    const now = clock.now()
    // DynamoDB refuses a BETWEEN whose bounds are the wrong way round.
    if (now > until) return undefined
    const pace = await record.update({
      UpdateExpression: 'SET granted_at = next_at, next_at = next_at + step_ms ADD clean :one',
      ConditionExpression: 'rate = :rate AND next_at BETWEEN :now AND :until',
      values: { ':rate': ratePerSecond, ':now': now, ':until': until, ':one': 1 },
    })
    return pace && (await grant(pace))
  }

  /** Now, where no slot is ahead: time in which nobody called is not saved up. */
  async function takeNow(): Promise<Slot | undefined> {
    const now = clock.now()
    const pace = await record.update({
      UpdateExpression: 'SET granted_at = :now, next_at = :now + step_ms ADD clean :one',
      ConditionExpression: 'rate = :rate AND next_at < :now',
      values: { ':rate': ratePerSecond, ':now': now, ':one': 1 },
    })
    return pace && (await grant(pace))
  }

  async function grant(pace: Pace): Promise<Slot> {
    if (pace.clean >= CLEAN_PERMITS && pace.intervalMs > leastInterval(ratePerSecond)) {
      await record.update({
        UpdateExpression: 'SET interval_ms = :narrower, step_ms = :narrower, clean = :zero',
        ConditionExpression: 'clean >= :enough AND interval_ms = :known AND attribute_not_exists(probe_ms)',
        values: {
          ':narrower': narrow(pace, ratePerSecond),
          ':known': pace.intervalMs,
          ':enough': CLEAN_PERMITS,
          ':zero': 0,
        },
      })
    }
    return { at: pace.grantedAt, probing: isProbing(pace) }
  }
}

function tooFar(pace: Pace, now: number): NoPermit {
  return { notBefore: earliest(pace, now), down: isProbing(pace) }
}
