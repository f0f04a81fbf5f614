import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createAdjustPace } from '../../functions/aws/adjust-pace.ts'
import { leastInterval } from '../../functions/aws/pace.ts'
import { openPaceRecord } from '../../functions/aws/pace-record.ts'
import { createReserveSlot } from '../../functions/aws/reserve-slot.ts'
import { runs } from '../fuzz-runs.ts'
import { createInstantTable } from './instant-table.ts'
import { createInterleaving, disturbances, type Process } from './interleaving.ts'

const RESULTS = ['failed', 'failed', 'failed', 'answered', 'refused'] as const

const calls = fc.array(fc.record({ result: fc.constantFrom(...RESULTS), ms: fc.nat({ max: 3_000 }) }), {
  minLength: 1,
  maxLength: 6,
})
type Calls = readonly { result: (typeof RESULTS)[number]; ms: number }[]

/** Containers of one credential; each takes slots one after another, and its calls come to these ends after so long. */
const containers = fc.array(fc.record({ calls, disturbed: disturbances }), { minLength: 2, maxLength: 3 })

/** The longest pause between probing calls, and a slot that was granted ahead. */
const LONGEST_WAIT_MS = 60_000 + 5_000

test('slots of two and three containers are never closer than the interval, in any order, whoever crashes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), containers, fc.constantFrom(0.5, 5, 50), async (scheduler, all, rate) => {
      const { clock, open } = createInterleaving(scheduler, createInstantTable())
      const moments: number[] = []

      function start(process: Process) {
        const record = openPaceRecord(process.table, rate)
        return {
          reserve: createReserveSlot(record, clock, rate),
          report: createAdjustPace(record, clock, rate),
          /** What it was doing when it died is nobody's trouble; all else is. */
          mourned: async (work: Promise<unknown>) => {
            await work.catch(error => {
              if (!process.isDead()) throw error
            })
          },
        }
      }

      async function run({ reserve, report, mourned }: ReturnType<typeof start>, calls: Calls) {
        const reports: Promise<void>[] = []
        for (const { result, ms } of calls) {
          const slot = await reserve(clock.now() + 5_000)
          if (!('notBefore' in slot)) moments.push(slot.at)
          await clock.sleep(('notBefore' in slot ? slot.notBefore : slot.at) - clock.now())
          if ('probing' in slot) reports.push(mourned(clock.sleep(ms).then(() => report(slot, result))))
        }
        await Promise.all(reports)
      }

      const running = all.map(async ({ calls, disturbed }, nth) => {
        const container = start(open(`container ${nth}`, disturbed))
        await container.mourned(run(container, calls))
      })
      await scheduler.waitFor(Promise.all(running))
      const survivor = start(open('survivor')).reserve(clock.now() + LONGEST_WAIT_MS)
      moments.push(await scheduler.waitFor(survivor.then(slot => ('probing' in slot ? slot.at : Number.NaN))))
      const sorted = moments.sort((a, b) => a - b)
      const gaps = sorted.slice(1).map((at, nth) => at - (sorted[nth] ?? 0))
      const early = gaps.filter(gap => !(gap >= leastInterval(rate) - 0.001))
      expect(early).toEqual([])
    }),
    { numRuns: runs(150) },
  )
})
