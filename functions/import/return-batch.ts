import type { Clock, Halt, Halts, Queue } from '../ports.ts'
import { hiding } from './hide-for.ts'
import type { WorkBatch } from './work-batch.ts'

/**
 * What the queue function does where its configuration is broken: nothing can be called, so every message is kept,
 * hidden as under any halt. The halt has no version of the secret, so that it ends once a sound function runs.
 */
export function createReturnBatch(ports: { clock: Clock; halts: Halts | undefined; queue: Queue }): WorkBatch {
  const { clock, halts, queue } = ports

  return async messages => {
    const now = clock.now()
    const broken: Halt = { scope: 'credential', reason: 'configuration_broken', raisedAt: now, version: '' }
    const halt = (await halts?.raise(broken)) ?? broken
    await queue.hide(messages.map(message => hiding(message, { kind: 'halted', halt }, now)))
    return [...messages]
  }
}
