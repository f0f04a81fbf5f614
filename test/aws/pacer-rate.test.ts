import { expect, test } from 'vitest'
import { readPace } from '../../functions/aws/pace.ts'
import { createPacer } from '../../functions/aws/pacer.ts'
import { pacerItem } from '../../functions/aws/state-table.ts'
import { readItem, standBetween, startState } from './state.ts'
import { createVirtualTime } from './virtual-time.ts'

type Run = { rate: number; permits: number; aheadMs: number }

/** Numbers from 0 to 1, the same in every run. */
function createChance(): () => number {
  let seed = 42
  return () => {
    seed = (seed * 1_664_525 + 1_013_904_223) % 2 ** 32
    return seed / 2 ** 32
  }
}

/**
 * Two containers with three rows each in line, DynamoDB 5 to 10 ms away, WeChat Pay 1 to 5 ms away and 250 to 400 ms
 * at work, refusing what goes beyond `rate` in any second that slides. `aheadMs`: how far one clock is ahead.
 */
async function simulate({ rate, permits, aheadMs }: Run) {
  const state = await startState()
  const time = createVirtualTime(1_722_850_421_000)
  const world = time.clock()
  const chance = createChance()
  const moments: number[] = []
  const refusedAfter: number[] = []
  const reports: Promise<void>[] = []
  let window: number[] = []
  let asked = 0

  function receive(): 'answered' | 'refused' {
    const now = world.now()
    window = window.filter(at => at > now - 1_000)
    if (window.length >= rate) {
      refusedAfter.push(moments.length)
      return 'refused'
    }
    window.push(now)
    return 'answered'
  }

  function openContainer(ahead: number) {
    const table = state.open('secret')
    standBetween(table.client, async (_command, send) => {
      await world.sleep(2.5 + chance() * 2.5)
      await time.io(send())
      await world.sleep(2.5 + chance() * 2.5)
    })
    return createPacer(table, time.clock(ahead), rate)
  }

  async function work(pacer: ReturnType<typeof createPacer>): Promise<void> {
    while (asked < permits) {
      asked += 1
      const taken = await pacer.take(5_000)
      if ('notBefore' in taken) throw new Error('A row waited for more than 5 s.')
      moments.push(world.now())
      reports.push(call(pacer, taken.permit))
    }
  }

  async function call(pacer: ReturnType<typeof createPacer>, permit: { probing: boolean }): Promise<void> {
    await world.sleep(1 + chance() * 4)
    const result = receive()
    await world.sleep(250 + chance() * 150)
    await pacer.report(permit, result)
  }

  const containers = [openContainer(0), openContainer(aheadMs)]
  await time.run(Promise.all(containers.flatMap(pacer => [pacer, pacer, pacer].map(work))))
  await time.run(Promise.all(reports))
  const table = state.open('secret')
  const { intervalMs } = readPace((await readItem(table, pacerItem(table))) ?? {})
  await state.close()
  const durationMs = Math.max(...moments) - Math.min(...moments)
  return { refusedAfter, durationMs, guard: (intervalMs * rate) / 1_000 }
}

const LONG = { timeout: 60_000 }

test('1,000 permits at 50 a second: 0.97 of the rate is filled, and next to nothing is refused', LONG, async () => {
  const { refusedAfter, durationMs } = await simulate({ rate: 50, permits: 1_000, aheadMs: 0 })
  const ideal = (1_000 * 1_030) / 50
  expect(refusedAfter.length).toBeLessThanOrEqual(5)
  expect(durationMs / ideal).toBeGreaterThan(0.99)
  expect(durationMs / ideal).toBeLessThan(1.01)
})

test('clocks 100 ms apart at 50 a second change nothing of that', LONG, async () => {
  const { refusedAfter, durationMs } = await simulate({ rate: 50, permits: 1_000, aheadMs: 100 })
  expect(refusedAfter.length).toBeLessThanOrEqual(5)
  expect(durationMs / ((1_000 * 1_030) / 50)).toBeLessThan(1.01)
})

test('clocks 20 ms apart at 5 a second: nothing is refused', LONG, async () => {
  expect((await simulate({ rate: 5, permits: 150, aheadMs: 20 })).refusedAfter).toEqual([])
})

test('clocks 100 ms apart at 5 a second: refused until the guard is wide enough, then hardly ever', LONG, async () => {
  // Six calls of two containers in turn span five intervals less 100 ms; 3 % leave room for 30 ms of that.
  const { refusedAfter, guard } = await simulate({ rate: 5, permits: 400, aheadMs: 100 })
  expect(guard).toBeGreaterThan(1.07)
  expect(guard).toBeLessThan(1.15)
  expect(refusedAfter.filter(permits => permits > 100).length).toBeLessThanOrEqual(3)
})
