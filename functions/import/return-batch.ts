import { scopeKind } from '../member/halt-scope.ts'
import type { Clock, Halt, Halts, Log, Metrics, Queue, QueueMessage } from '../ports.ts'
import { type GiveIn, isAtItsEnd } from './give-in.ts'
import { hiding } from './hide-for.ts'
import { createNoteBatch } from './note-batch.ts'
import { readMessage } from './read-message.ts'
import { tellError } from './tell-error.ts'
import { toAttempt } from './to-attempt.ts'
import type { WorkBatch } from './work-batch.ts'

export type ReturnPorts = { clock: Clock; halts: Halts; giveIn: GiveIn; queue: Queue; log: Log; metrics: Metrics }

/**
 * What the queue function does where its configuration is broken: nothing can be called, so every message that may
 * still wait is kept, hidden as under any halt. The halt has no version of the secret: it ends once a sound function
 * runs. What the broken configuration leaves impossible is passed over, with a word in the log.
 */
export function createReturnBatch({ clock, halts, giveIn, queue, log, metrics }: ReturnPorts): WorkBatch {
  const noteBatch = createNoteBatch({ clock, log, metrics })

  return async messages => {
    const now = clock.now()
    const broken: Halt = { scope: 'credential', reason: 'configuration_broken', raisedAt: now, version: '' }
    const halt = await halts.raise(broken).catch(failed('raising_failed', broken))
    metrics.record('HaltsStanding', 1)
    if (halt.raisedAt === now) {
      log.warn('halted', { scope: scopeKind(halt.scope), reason: halt.reason })
      metrics.count('HaltsRaised', { reason: halt.reason })
    }
    const kept = await Promise.all(messages.map(keep))
    const returning = messages.filter((_, index) => kept[index])
    await queue
      .hide(returning.map(message => hiding(message, { kind: 'halted', halt }, now)))
      .catch(failed('hiding_failed', undefined))
    noteBatch(
      messages,
      returning.map(message => ({ message, because: 'halted' })),
      now,
    )
    return returning
  }

  async function keep(message: QueueMessage): Promise<boolean> {
    if (!isAtItsEnd(message, clock.now())) return true
    const read = readMessage(message)
    // Without the credential its brand is not known: a message that lacks it may be sound all the same.
    const attempt = 'faults' in read ? undefined : toAttempt(read)
    return await giveIn(message, read.row, attempt).then(() => false, failed('giving_in_failed', true))
  }

  function failed<T>(
    event: 'raising_failed' | 'hiding_failed' | 'giving_in_failed',
    instead: T,
  ): (error: unknown) => T {
    return error => {
      log.warn(event, tellError(error))
      return instead
    }
  }
}
