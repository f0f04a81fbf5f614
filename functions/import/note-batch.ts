import type { Clock, Log, Metrics, QueueMessage } from '../ports.ts'
import type { DimensionValues } from '../signals/metric-list.ts'
import { isNearItsEnd } from './give-in.ts'

type Returned = { message: QueueMessage; because: DimensionValues['because'] }

export type NoteBatch = (messages: readonly QueueMessage[], returned: readonly Returned[], begunAt: number) => void

/** Writes one line of a batch to the log, and one more where somebody should look, and counts what became of it. */
export function createNoteBatch({ clock, log, metrics }: { clock: Clock; log: Log; metrics: Metrics }): NoteBatch {
  return (messages, returned, begunAt) => {
    const now = clock.now()
    const age = ({ sentAt }: QueueMessage) => Math.max(0, Math.floor((now - sentAt) / 1_000))
    metrics.record('MessagesEnded', messages.length - returned.length)
    for (const { because } of returned) metrics.count('MessagesReturned', { because })
    metrics.record('OldestMessageAge', Math.max(0, ...returned.map(({ message }) => age(message))))
    const old = returned.filter(({ message }) => isNearItsEnd(message, now)).length
    if (old > 0) log.warn('near_their_end', { messages: old })
    log.info('batch_ended', {
      messages: messages.length,
      returned: returned.length,
      oldest_s: Math.max(0, ...messages.map(age)),
      ms: now - begunAt,
    })
  }
}
