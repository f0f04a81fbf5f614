import { setImmediate } from 'node:timers/promises'
import type { Clock } from '../../functions/ports.ts'

export type VirtualTime = {
  /** A clock that is `aheadMs` ahead of the others. */
  clock(aheadMs?: number): Clock
  /** True input and output takes no virtual time; the next sleeper is not woken before it is through. */
  io<T>(work: Promise<T>): Promise<T>
  /** Lets time pass, from sleeper to sleeper, until the work is done. */
  run<T>(work: Promise<T>): Promise<T>
}

export function createVirtualTime(startMs: number): VirtualTime {
  let now = startMs
  let busy = 0
  let sleepers: { at: number; wake: () => void }[] = []

  return {
    clock: (aheadMs = 0) => ({
      now: () => now + aheadMs,
      sleep: ms => new Promise(wake => sleepers.push({ at: now + ms, wake })),
    }),

    async io(work) {
      busy += 1
      try {
        return await work
      } finally {
        busy -= 1
      }
    },

    async run(work) {
      let over = false
      const end = () => {
        over = true
      }
      work.then(end, end)
      for (;;) {
        await quiet()
        if (over) return await work
        const next = sleepers.reduce((a, b) => (b.at < a.at ? b : a), sleepers[0] ?? nobody())
        sleepers = sleepers.filter(sleeper => sleeper !== next)
        now = Math.max(now, next.at)
        next.wake()
      }
    },
  }

  /** Two turns of the event loop without work: all promises that could go on have. */
  async function quiet(): Promise<void> {
    for (let still = 0; still < 2; still = busy > 0 ? 0 : still + 1) await setImmediate()
  }
}

function nobody(): never {
  throw new Error('Nobody sleeps, and the work is not done.')
}
