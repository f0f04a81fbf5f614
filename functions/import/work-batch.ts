import type { Clock, Credentials, Log, Queue, QueueMessage } from '../ports.ts'
import type { Result } from './attempt.ts'
import type { Heed } from './heed-halts.ts'
import { hideFor } from './hide-for.ts'
import { PAUSE_MS } from './verdict.ts'
import type { WorkMessage } from './work-message.ts'

export type BatchPorts = {
  clock: Clock
  credentials: Credentials
  heed: Heed
  queue: Queue
  workMessage: WorkMessage
  log: Log
}

export type WorkBatch = (messages: readonly QueueMessage[], remainingMs: number) => Promise<QueueMessage[]>

/** Kept back from the function's time for hiding what comes back and for the answer. */
const CLOSING_MS = 3_000

/**
 * Works the messages of one batch at once and resolves to those that must come back. Nothing one message does stops
 * another; whatever is thrown sends its own message back.
 */
export function createWorkBatch(ports: BatchPorts): WorkBatch {
  const { clock, credentials, heed, log } = ports

  return async (messages, remainingMs) => {
    const deadline = clock.now() + remainingMs - CLOSING_MS
    const { usable, brandId } = await credentials.current()
    const halt = usable ? undefined : await heed.raise('credential', 'credential_broken')
    const results = await Promise.all(
      messages.map(async (message): Promise<Result> => {
        if (halt) return { kind: 'halted', halt }
        return await ports.workMessage(message, { deadline, ...(brandId !== undefined && { brandId }) }).catch(failed)
      }),
    )
    const returning = messages.flatMap((message, index) => {
      const result = results[index]
      return result?.kind === 'later' || result?.kind === 'halted' ? [{ message, result }] : []
    })
    const now = clock.now()
    await ports.queue.hide(
      returning.map(({ message, result }) => ({
        receiptHandle: message.receiptHandle,
        seconds: Math.ceil(hideFor(result, message.receives, now) / 1_000),
      })),
    )
    return returning.map(({ message }) => message)
  }

  function failed(error: unknown): Result {
    log.warn('message_failed', { error: error instanceof Error ? error.name : 'unknown' })
    return { kind: 'later', at: clock.now() + PAUSE_MS, because: 'unavailable' }
  }
}
