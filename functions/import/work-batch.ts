import type { Clock, Credentials, Halt, Log, Queue, QueueMessage } from '../ports.ts'
import type { Result } from './attempt.ts'
import type { Heed } from './heed-halts.ts'
import { hiding } from './hide-for.ts'
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
    const ready = await prepare().catch(failed)
    const results = await Promise.all(
      messages.map(async message =>
        'kind' in ready ? ready : await ports.workMessage(message, { deadline, ...ready }).catch(failed),
      ),
    )
    const returning = messages.flatMap((message, index) => {
      const result = results[index]
      return result?.kind === 'later' || result?.kind === 'halted' ? [{ message, result }] : []
    })
    const now = clock.now()
    // Unhidden they come back after the visibility timeout; without an answer those that have ended would too.
    await ports.queue
      .hide(returning.map(({ message, result }) => hiding(message, result, now)))
      .catch(error => log.warn('hiding_failed', { error: nameOf(error) }))
    return returning.map(({ message }) => message)
  }

  /** The brand of the credential; a secret that cannot be used stops everything until it is mended. */
  async function prepare(): Promise<{ brandId?: string; halt?: Halt } | Result> {
    const { usable } = await credentials.current()
    const halt = usable ? undefined : await heed.raise('credential', 'credential_broken')
    if (halt) return { halt }
    const { brandId } = await credentials.current()
    return brandId === undefined ? {} : { brandId }
  }

  function failed(error: unknown): Result {
    log.warn('message_failed', { error: nameOf(error) })
    return { kind: 'later', at: clock.now() + PAUSE_MS, because: 'unavailable' }
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown'
}
