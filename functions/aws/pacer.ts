import type { Clock, Pacer } from '../ports.ts'
import { createAdjustPace } from './adjust-pace.ts'
import { openPaceRecord } from './pace-record.ts'
import { createReserveSlot } from './reserve-slot.ts'
import type { StateTable } from './state-table.ts'

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
  const record = openPaceRecord(table, ratePerSecond)
  const reserve = createReserveSlot(record, clock, ratePerSecond)
  let queue: Promise<unknown> = Promise.resolve()

  return {
    take(withinMs) {
      const until = clock.now() + withinMs
      const taken = queue.then(async () => {
        const slot = await reserve(until)
        if ('notBefore' in slot) return slot
        // Timers count whole milliseconds: rounded up, no call leaves before its slot.
        const wait = Math.ceil(slot.at - clock.now())
        if (wait > 0) await clock.sleep(wait)
        return { permit: { probing: slot.probing } }
      })
      queue = taken.catch(() => undefined)
      return taken
    },

    report: createAdjustPace(record, clock, ratePerSecond),
  }
}
