import type { Clock } from '../../functions/ports.ts'

export type VirtualTime = Clock & {
  /** Waits for the work, and moves the time on to the next sleeper whenever nothing else can go on. */
  run<T>(work: Promise<T>): Promise<T>
  advance(ms: number): void
}

/** 2026-08-01T00:00:00Z */
export const START = Date.UTC(2026, 7, 1)

export function createVirtualTime(): VirtualTime {
  let now = START
  const sleepers: { at: number; wake: () => void }[] = []

  return {
    now: () => now,
    sleep: ms => new Promise(wake => sleepers.push({ at: now + Math.max(0, ms), wake })),
    async run(work) {
      let settled = false
      const settle = () => {
        settled = true
      }
      work.then(settle, settle)
      for (;;) {
        await new Promise(resume => setImmediate(resume))
        if (settled) return await work
        sleepers.sort((a, b) => a.at - b.at)
        const next = sleepers.shift()
        if (!next) throw new Error('The work waits for something that never comes.')
        now = Math.max(now, next.at)
        next.wake()
      }
    },
    advance(ms) {
      now += ms
    },
  }
}
