import type { Clock, Credentials, Log, Metrics, Queue, QueueMessage } from '../ports.ts'
import type { Heed } from './heed-halts.ts'
import { hiding, type Returning } from './hide-for.ts'
import { createNoteBatch } from './note-batch.ts'
import { tellError } from './tell-error.ts'
import type { WorkContext, WorkMessage } from './work-message.ts'

export type BatchPorts = {
  clock: Clock
  credentials: Credentials
  heed: Heed
  queue: Queue
  workMessage: WorkMessage
  log: Log
  metrics: Metrics
}

export type WorkBatch = (messages: readonly QueueMessage[], remainingMs: number) => Promise<QueueMessage[]>

/** Kept back from the function's time for hiding what comes back and for the answer. */
const CLOSING_MS = 3_000

/**
 * Works the messages of one batch at once and resolves to those that must come back. Nothing one message does stops
 * another; whatever is thrown sends its own message back.
 */
export function createWorkBatch(ports: BatchPorts): WorkBatch {
  const { clock, credentials, heed, log, metrics } = ports
  const noteBatch = createNoteBatch(ports)

  return async (messages, remainingMs) => {
    const begunAt = clock.now()
    const deadline = begunAt + remainingMs - CLOSING_MS
    const context = { deadline, ...(await prepare()) }
    const worked = await Promise.all(
      messages.map(async message => ({
        message,
        result: await ports.workMessage(message, context).catch(error => failed(error, message)),
      })),
    )
    const returning = worked.flatMap(({ message, result }) =>
      result.kind === 'later' || result.kind === 'halted' ? [{ message, result }] : [],
    )
    const now = clock.now()
    // Unhidden they come back after the visibility timeout; without an answer those that have ended would too.
    await ports.queue
      .hide(returning.map(({ message, result }) => hiding(message, result, now)))
      .catch(error => log.warn('hiding_failed', tellError(error)))
    noteBatch(
      messages,
      returning.map(({ message, result }) => ({ message, because: why(result) })),
      begunAt,
    )
    return returning.map(({ message }) => message)
  }

  /** The brand of the credential; a secret that cannot be used, or not be read, holds every message. */
  async function prepare(): Promise<Omit<WorkContext, 'deadline'>> {
    try {
      const { usable, brandId } = await credentials.current()
      if (usable) return { brandId }
      const halt = await heed.raise('credential', 'credential_broken')
      return halt ? { held: { kind: 'halted', halt } } : await prepare()
    } catch (error) {
      return { held: failed(error) }
    }
  }

  function failed(error: unknown, message?: QueueMessage): Returning {
    log.warn('message_failed', { ...(message && { message_id: message.id }), ...tellError(error) })
    metrics.count('MessagesFailed')
    return { kind: 'later', at: clock.now(), because: 'unavailable' }
  }
}

function why(result: Returning) {
  return result.kind === 'halted' ? 'halted' : result.because
}
