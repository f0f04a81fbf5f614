import type { DeadLetters, Ending, Endings, Metrics, QueueMessage, RowKey, Situations } from '../ports.ts'
import type { Attempt } from './attempt.ts'
import { isAtRest } from './recall.ts'

/** A message this old, or received this often, is near its end in SQS: 14 days, maxReceiveCount 1000 (DESIGN: Queue). */
const OLDEST_MS = 13 * 24 * 3_600_000
const MOST_RECEIVES = 990

/** A message is told of a day before it is given up, for somebody to mend what holds it up. */
const NEAR_MS = OLDEST_MS - 24 * 3_600_000

export function isAtItsEnd({ sentAt, receives }: QueueMessage, now: number): boolean {
  return now - sentAt > OLDEST_MS || receives >= MOST_RECEIVES
}

export function isNearItsEnd({ sentAt }: QueueMessage, now: number): boolean {
  return now - sentAt > NEAR_MS
}

/** Gives a message up; resolves to how its row ended, or to nothing where it had ended before, or nothing is owed for it. */
export type GiveIn = (message: QueueMessage, row?: RowKey, attempt?: Attempt) => Promise<Ending | undefined>

/**
 * A message near its end in the queue: copied, so that it can be sent again, then recorded as unsettled. Whatever held
 * it up, a halt or a broken configuration, does not matter any more.
 */
export function createGiveIn(ports: {
  situations: Situations
  endings: Endings
  deadLetters: DeadLetters
  metrics: Metrics
}): GiveIn {
  return async (message, row, attempt) => {
    const situation = attempt && (await ports.situations.look(attempt.key, [], row))
    const record = situation?.record
    if (situation?.rowEnded) return undefined
    // Of a cancelled row only a sending of unclear outcome is worth keeping; without its member nobody knows of one.
    if ((situation?.cancelled || attempt?.settleOnly) && isAtRest(record)) return undefined
    await ports.deadLetters.copy(message)
    const ending: Ending = {
      state: 'unsettled',
      code: 'too_long_in_queue',
      attempts: record?.memory.sendings ?? 0,
      ...(attempt && { openid: attempt.request.openid, userCardCode: attempt.request.user_card_code }),
    }
    if (row && (await ports.endings.finish({ ending, row })) !== 'written') return undefined
    ports.metrics.count('Rows', { state: 'unsettled', code: 'too_long_in_queue' })
    return ending
  }
}
