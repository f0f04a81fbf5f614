import { GetItemCommand } from '@aws-sdk/client-dynamodb'
import type { Clock, Pacer } from '../ports.ts'
import {
  CLEAN_PERMITS,
  isProbing,
  leastInterval,
  MOST_FAULTS,
  narrow,
  nextProbe,
  type Pace,
  readPace,
  widen,
} from './pace.ts'
import { number, pacerItem, type StateTable, updateIf } from './state-table.ts'

type Update = Omit<Parameters<typeof updateIf>[1], 'Key'>

/**
 * GCRA without burst in one record per credential: a permit is one conditional update that returns its slot.
 *
 *     container A   reserve -> slot 0.0            reserve -> slot 0.4
 *     container B            reserve -> slot 0.2            reserve -> slot 0.6
 *     next_at       0.0      0.2     0.4           0.6      0.8
 *
 * A container holds one reservation at a time and waits it out, so that no slot is granted to a call that is not ready.
 */
export function createPacer(table: StateTable, clock: Clock, ratePerSecond: number): Pacer {
  const Key = pacerItem(table)
  const rate = number(ratePerSecond)
  let last: Pace | undefined
  let queue: Promise<unknown> = Promise.resolve()

  return {
    take(withinMs) {
      const until = clock.now() + withinMs
      const taken = queue.then(async () => {
        const slot = await reserve(until)
        if ('notBefore' in slot) return slot
        await clock.sleep(Math.max(0, slot.at - clock.now()))
        return { permit: { probing: slot.probing } }
      })
      queue = taken.catch(() => undefined)
      return taken
    },

    async report({ probing }, result) {
      if (result === 'refused') await slowDown()
      else if (result === 'failed') await countFault(probing)
      else if (last && (last.faults > 0 || isProbing(last))) await goOn()
    },
  }

  /** The next slot if it is at most at `until`: after the slots granted already, or now where none is ahead. */
  async function reserve(until: number): Promise<{ at: number; probing: boolean } | { notBefore: number }> {
    for (;;) {
      const now = clock.now()
      if (now > until) return { notBefore: last?.nextAt ?? now }
      const ahead = await update({
        UpdateExpression: 'SET next_at = next_at + step_ms ADD clean :one',
        ConditionExpression: 'rate = :rate AND next_at BETWEEN :now AND :until',
        ExpressionAttributeValues: { ':rate': rate, ':now': number(now), ':until': number(until), ':one': number(1) },
      })
      if (ahead) return await granted(ahead, ahead.nextAt - ahead.stepMs)
      const idle = await update({
        UpdateExpression: 'SET next_at = :now + step_ms ADD clean :one',
        ConditionExpression: 'rate = :rate AND next_at < :now',
        ExpressionAttributeValues: { ':rate': rate, ':now': number(now), ':one': number(1) },
      })
      if (idle) return await granted(idle, now)
      const standing = await read()
      if (standing && standing.nextAt > until) return { notBefore: standing.nextAt }
      if (!standing) await begin()
    }
  }

  async function granted(pace: Pace, at: number) {
    if (pace.clean >= CLEAN_PERMITS && pace.intervalMs > leastInterval(ratePerSecond) && !isProbing(pace)) {
      await update({
        UpdateExpression: 'SET interval_ms = :narrower, step_ms = :narrower, clean = :zero',
        ConditionExpression: 'clean >= :enough AND interval_ms = :known AND step_ms = :known',
        ExpressionAttributeValues: {
          ':narrower': number(narrow(pace, ratePerSecond)),
          ':known': number(pace.intervalMs),
          ':enough': number(CLEAN_PERMITS),
          ':zero': number(0),
        },
      })
    }
    return { at, probing: isProbing(pace) }
  }

  /** A refusal by rate: at most once a second the guard is widened and the clock pushed. */
  async function slowDown() {
    if (!last) return
    const now = clock.now()
    const { intervalMs, refusals, pushMs } = widen(last, ratePerSecond)
    await update({
      UpdateExpression:
        'SET next_at = next_at + :push, interval_ms = :wider, step_ms = :wider, refusals = :refusals, refused_at = :now, clean = :zero',
      ConditionExpression: 'step_ms = interval_ms AND (attribute_not_exists(refused_at) OR refused_at < :second_ago)',
      ExpressionAttributeValues: {
        ':push': number(pushMs),
        ':wider': number(intervalMs),
        ':refusals': number(refusals),
        ':now': number(now),
        ':second_ago': number(now - 1_000),
        ':zero': number(0),
      },
    })
  }

  /** Three failed calls running: from now on one probing call at a time, further apart each time one fails. */
  async function countFault(probing: boolean) {
    const pace = await update({ UpdateExpression: 'ADD faults :one', ExpressionAttributeValues: { ':one': number(1) } })
    if (!pace || pace.faults < MOST_FAULTS || isProbing(pace) !== probing) return
    const probeMs = nextProbe(pace)
    await update({
      UpdateExpression: 'SET next_at = :next, step_ms = :probe',
      ConditionExpression: 'step_ms = :known',
      ExpressionAttributeValues: {
        ':next': number(clock.now() + probeMs),
        ':probe': number(probeMs),
        ':known': number(pace.stepMs),
      },
    })
  }

  /** A sound answer: WeChat Pay is back. */
  async function goOn() {
    const now = clock.now()
    const resumed = await update({
      UpdateExpression: 'SET next_at = :now + interval_ms, step_ms = interval_ms, faults = :zero',
      ConditionExpression: 'step_ms <> interval_ms',
      ExpressionAttributeValues: { ':now': number(now), ':zero': number(0) },
    })
    if (resumed) return
    await update({ UpdateExpression: 'SET faults = :zero', ExpressionAttributeValues: { ':zero': number(0) } })
  }

  /** A new record, or one that another rate had made. */
  async function begin() {
    await update({
      UpdateExpression:
        'SET rate = :rate, next_at = :now, interval_ms = :least, step_ms = :least, clean = :zero, faults = :zero, refusals = :zero',
      ConditionExpression: 'attribute_not_exists(rate) OR rate <> :rate',
      ExpressionAttributeValues: {
        ':rate': rate,
        ':now': number(clock.now()),
        ':least': number(leastInterval(ratePerSecond)),
        ':zero': number(0),
      },
    })
  }

  async function update(change: Update): Promise<Pace | undefined> {
    const item = await updateIf(table, { Key, ...change })
    if (item) last = readPace(item)
    return item && last
  }

  async function read(): Promise<Pace | undefined> {
    const { Item } = await table.client.send(new GetItemCommand({ TableName: table.name, Key, ConsistentRead: true }))
    return Item?.rate?.N === rate.N ? readPace(Item) : undefined
  }
}
