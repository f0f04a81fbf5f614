import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createCancelJob } from '../../functions/aws/cancel-job.ts'
import { createClaims } from '../../functions/aws/claim-member.ts'
import { createEndings } from '../../functions/aws/finish-row.ts'
import { createSituations } from '../../functions/aws/look-at-member.ts'
import { createReopenRow } from '../../functions/aws/reopen-row.ts'
import { createGiveIn } from '../../functions/import/give-in.ts'
import { isAtRest, leaseMs } from '../../functions/import/recall.ts'
import { type Memory, NOTHING_REMEMBERED } from '../../functions/member/memory.ts'
import type { Call, Claims, Clock, Ending, Endings, WechatPay } from '../../functions/ports.ts'
import { runs } from '../fuzz-runs.ts'
import { createOutside } from '../import/memory-ports.ts'
import { createModelWechatPay, FAULT_NAMES, type Fault } from '../import/model-wechatpay.ts'
import { attemptOf, CALL_MS, KEY, queueBounds, startProcess } from '../import/process.ts'
import { CODE, OPENID, sampleMessage, sampleRequest } from '../import/samples.ts'
import { createInstantTable } from './instant-table.ts'
import { createInterleaving, type Disturbances, disturbances } from './interleaving.ts'
import { judgeWrites, memberOf, rowsOf } from './judge-writes.ts'

type Ledger = { claims: Claims; endings: Endings; send: WechatPay['send'] }

const ROW = { jobId: 'job-1', row: 1 }

/** What puts the credential or the key in doubt, or only time in between, is another matter. */
const ELSEWHERE = new Set<string>(['unauthorised', 'serial_refused', 'rate_limited', 'overload'])

const replies = fc.array(
  fc.option(fc.constantFrom(...FAULT_NAMES.filter(name => !ELSEWHERE.has(name))), { nil: undefined }),
  { maxLength: 4 },
)

/** Who works which row of the one member, or gives it up. Two of one row are one message received twice. */
const owners = fc.array(
  fc.record({
    row: fc.constantFrom(1, 2),
    givesUp: fc.constantFrom(false, false, false, true),
    disturbed: disturbances,
  }),
  { minLength: 2, maxLength: 3 },
)

const actors = fc.array(
  fc.record({ does: fc.constantFrom('reopen', 'reopen', 'old copy', 'other row', 'cancel'), disturbed: disturbances }),
  { minLength: 2, maxLength: 3 },
)

function setUp(scheduler: fc.Scheduler, planned: (Fault | undefined)[]) {
  const table = createInstantTable()
  const { faults, watch } = judgeWrites(() => clock.now())
  const { clock, open } = createInterleaving(scheduler, table, watch)
  const [outside, wechatpay] = [createOutside(), createModelWechatPay(clock, CALL_MS)]
  wechatpay.plan(...planned)

  function start(name: string, disturbed: Disturbances = []) {
    const process = open(name, disturbed)
    const state = process.table
    const ledger = {
      situations: createSituations(state),
      claims: createClaims(state, clock),
      endings: createEndings(state, clock),
      send: (call: Call, withinMs: number) => process.call(() => wechatpay.send(call, withinMs)),
    }
    return { ...process, ...ledger }
  }

  /** Works a row until it has ended or the process has; resolves to why it had to wait, each time. */
  async function work(process: ReturnType<typeof start>, row = 1): Promise<string[]> {
    const waits: string[] = []
    const { importMember } = startProcess({ time: clock, outside, wechatpay: process }, undefined, undefined, process)
    while (!process.isDead()) {
      const attempt = attemptOf(sampleRequest(), { row: { ...ROW, row } })
      const result = await importMember(attempt, queueBounds({ time: clock, outside })).catch(() => undefined)
      if (result?.kind === 'ended' || result?.kind === 'ended_before') break
      waits.push(result?.kind === 'later' ? result.because : 'failed')
      await clock.sleep(result?.kind === 'later' ? result.at - clock.now() : 1_000)
    }
    return waits
  }

  async function giveUp({ situations, endings }: ReturnType<typeof start>, row: number): Promise<void> {
    const deadLetters = { copy: async () => {} }
    const giveIn = createGiveIn({ situations, endings, deadLetters, metrics: { count: () => {}, record: () => {} } })
    await giveIn(sampleMessage(row), { ...ROW, row }, attemptOf(sampleRequest())).catch(() => {})
  }

  /** The receive that comes after every lease: nothing that a dead process left holds it up. */
  async function comeAfterAll(rows: Iterable<number>): Promise<void> {
    await clock.sleep(leaseMs(CALL_MS))
    for (const row of rows) expect(await work(start('survivor'), row)).not.toContain('busy')
  }

  const statesOf = () => [...rowsOf(table.items()).values()].map(item => item.state?.S)
  return { table, faults, clock, start, wechatpay, work, giveUp, comeAfterAll, statesOf }
}

test('two and three owners of one member, in any order, whoever crashes: one at a time, one end a row, one card', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), owners, replies, async (scheduler, all, planned) => {
      const { faults, wechatpay, start, work, giveUp, comeAfterAll, statesOf } = setUp(scheduler, planned)
      const own = all.map(async ({ row, givesUp, disturbed }, nth) =>
        givesUp
          ? await giveUp(start(`quitter ${nth}`, disturbed), row)
          : await work(start(`owner ${nth}`, disturbed), row),
      )
      const rows = new Set(all.map(({ row }) => row))
      await scheduler.waitFor(Promise.all(own))
      await scheduler.waitFor(comeAfterAll(rows))
      expect(faults).toEqual([])
      expect(wechatpay.violations).toEqual([])
      expect(statesOf()).toHaveLength(rows.size)
      const made = wechatpay.made.get(OPENID) ?? 0
      const imported = statesOf().filter(state => state === 'imported')
      expect(made).toBeLessThanOrEqual(1)
      expect(imported.length).toBeLessThanOrEqual(made)
      if (!statesOf().includes('unsettled')) expect(imported).toHaveLength(made)
    }),
    { numRuns: runs(100) },
  )
})

test('an unsettled row that is opened again, worked from an old copy and cancelled at once: counted right, and asked about first', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), actors, replies, fc.constantFrom(0, 3), async (scheduler, all, planned, count) => {
      const { table, faults, clock, wechatpay, start, work, comeAfterAll, statesOf } = setUp(scheduler, [
        'timeout_done',
        ...planned,
      ])
      const first = start('first')
      await scheduler.waitFor(endUnsettled(first, clock, count))
      const act = all.map(async ({ does, disturbed }, nth) => {
        const process = start(`${does} ${nth}`, disturbed)
        if (does === 'reopen') await createReopenRow(process.table, clock.sleep)(ROW, KEY).catch(() => {})
        if (does === 'cancel') await createCancelJob(process.table, clock)(ROW.jobId).catch(() => {})
        else if (!process.isDead()) await work(start(`message ${nth}`, disturbed), does === 'other row' ? 2 : 1)
      })
      await scheduler.waitFor(Promise.all(act))
      const rows = all.some(({ does }) => does === 'other row') ? [1, 2] : [1]
      await scheduler.waitFor(comeAfterAll(rows))
      expect(faults).toEqual([])
      expect(wechatpay.violations).toEqual([])
      expect(wechatpay.made.get(OPENID)).toBe(1)
      const isOpen = statesOf().length < rows.length
      expect(isOpen && !isAtRest(memberOf(table.items()))).toBe(false)
      if (!all.some(({ does }) => does === 'cancel')) expect(isOpen).toBe(false)
    }),
    { numRuns: runs(100) },
  )

  /** A sending of unclear outcome, and the end of its row. */
  async function endUnsettled({ claims, endings, send }: Ledger, clock: Clock, count: number): Promise<void> {
    const [at, owner] = [clock.now(), 'first']
    const claim = { owner, at, until: at + leaseMs(CALL_MS), phase: 'sending' } as const
    await claims.claim(KEY, 0, claim, NOTHING_REMEMBERED)
    await send({ name: 'import', request: sampleRequest() }, CALL_MS)
    const sent = { firstSentAt: at, sentAt: at, sendings: count, fruitless: count }
    const memory: Memory = { owed: 'unknown', unclear: true, ...sent }
    const ending: Ending = { state: 'unsettled', code: 'no_trace', attempts: 3, openid: OPENID, userCardCode: CODE }
    await endings.finish({ ending, row: ROW, member: { key: KEY, owner, memory } })
  }
})
