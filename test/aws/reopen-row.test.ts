import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createCancelJob } from '../../functions/aws/cancel-job.ts'
import { createClaims } from '../../functions/aws/claim-member.ts'
import { createEndings } from '../../functions/aws/finish-row.ts'
import { createJobs } from '../../functions/aws/jobs.ts'
import { createSituations } from '../../functions/aws/look-at-member.ts'
import { createReopenRow } from '../../functions/aws/reopen-row.ts'
import { memberItem, rowItem } from '../../functions/aws/state-table.ts'
import { type Memory, NOTHING_REMEMBERED } from '../../functions/member/memory.ts'
import type { Claim, Clock, Ending } from '../../functions/ports.ts'
import { cancelOnce, loseAnswers, readItem, type State, standBetween, startState } from './state.ts'

const NOW = 1_722_850_421_123
const UNSETTLED: Ending = { state: 'unsettled', code: 'too_long_in_queue', attempts: 3 }
const UNCLEAR: Memory = { owed: 'unknown', unclear: true, firstSentAt: 1, sentAt: 2, sendings: 3, fruitless: 1 }
const CLAIM: Claim = { owner: 'a', at: NOW, until: NOW + 20_000, phase: 'sending' }

let state: State
let pauses: number[]
let name = ''
let names = 0

const clock: Clock = { now: () => NOW, sleep: async () => {} }
const pause = async (ms: number) => void pauses.push(ms)
const open = () => state.open('secret')
const row = (number = 17) => ({ jobId: name, row: number })
const end = (ending: Ending, number = 17) => createEndings(open(), clock).finish({ ending, row: row(number) })
const reopen = (member?: string, table = open()) => createReopenRow(table, pause)(row(), member)
const counts = async () => (await createJobs(open()).find(name))?.counts
const record = async () => (await createSituations(open()).look(name, [])).record
const claim = (revision: number, memory: Memory, owner = 'a') =>
  createClaims(open(), clock).claim(name, revision, { ...CLAIM, owner }, memory)
async function putToRest(memory: Memory) {
  await claim(0, NOTHING_REMEMBERED)
  await createClaims(open(), clock).release(name, 'a', memory)
}

beforeAll(async () => {
  state = await startState()
})
afterAll(() => state.close())
beforeEach(() => {
  names += 1
  name = `reopened-${names}`
  pauses = []
})

describe('a row that another sending may mend', () => {
  test.each<Ending>([
    { state: 'unsettled', code: 'no_trace', attempts: 3 },
    { state: 'unsettled', code: 'too_long_in_queue', attempts: 0 },
    { state: 'rejected', code: 'unrecognised_refusal', attempts: 1 },
    { state: 'rejected', code: 'stale_wechatpay_serial', attempts: 0 },
  ])('is opened again and taken off its counter: $state, $code', async ending => {
    await end(ending)
    await end(ending, 18)
    expect(await reopen(name)).toBe(true)
    expect(await readItem(open(), rowItem(name, 17))).toBeUndefined()
    expect(await readItem(open(), rowItem(name, 18))).toBeDefined()
    expect(await counts()).toMatchObject({ [ending.state]: 1 })
    expect(await reopen(name)).toBe(false)
    expect(await counts()).toMatchObject({ [ending.state]: 1 })
  })

  test.each([
    { sendings: 3, fruitless: 1 },
    { sendings: 1, fruitless: 1 },
    { sendings: 1, fruitless: 0 },
    { sendings: 0, fruitless: 1 },
  ])('begins its counts anew, and keeps what is known of unclear sendings: %o', async counted => {
    await putToRest({ ...UNCLEAR, ...counted })
    await end(UNSETTLED)
    const before = await readItem(open(), memberItem(name))
    expect(await reopen(name)).toBe(true)
    expect(await record()).toEqual({ revision: 3, memory: { ...UNCLEAR, sendings: 0, fruitless: 0 } })
    expect(await readItem(open(), memberItem(name))).toMatchObject({ expires_at: before?.expires_at })
  })

  test.each([NOTHING_REMEMBERED, { ...UNCLEAR, sendings: 0, fruitless: 0 }])(
    'leaves a member alone that nothing is counted of: %o',
    async memory => {
      await putToRest(memory)
      await end(UNSETTLED)
      expect(await reopen(name)).toBe(true)
      expect(await record()).toEqual({ revision: 2, memory })
    },
  )

  test('leaves a claimed member alone: another job’s row is at work on it', async () => {
    await claim(0, UNCLEAR)
    await end(UNSETTLED)
    expect(await reopen(name)).toBe(true)
    expect(await record()).toEqual({ revision: 1, memory: UNCLEAR, claim: CLAIM })
  })

  test('is opened where nobody remembers its member, or its member is not known', async () => {
    await end(UNSETTLED)
    expect(await reopen('nobody')).toBe(true)
    await end(UNSETTLED)
    expect(await reopen(undefined)).toBe(true)
    expect(await counts()).toMatchObject({ unsettled: 0 })
  })

  test('can end once more, in another state', async () => {
    await end(UNSETTLED)
    await reopen(name)
    expect(await end({ state: 'imported', attempts: 1 })).toBe('written')
    expect(await counts()).toEqual({ imported: 1, already_member: 0, rejected: 0, unsettled: 0 })
  })
})

describe('nothing is changed', () => {
  test.each<Ending>([
    { state: 'imported', attempts: 1 },
    { state: 'already_member', attempts: 1 },
    { state: 'rejected', code: 'code_taken', attempts: 1 },
  ])('where the row has ended for good: $state $code', async ending => {
    await putToRest(UNCLEAR)
    await end(ending)
    expect(await reopen(name)).toBe(false)
    expect(await readItem(open(), rowItem(name, 17))).toBeDefined()
    expect(await counts()).toMatchObject({ [ending.state]: 1 })
    expect(await record()).toEqual({ revision: 2, memory: UNCLEAR })
  })

  test('where the row is open, or its job is unknown', async () => {
    await putToRest(UNCLEAR)
    expect(await reopen(name)).toBe(false)
    expect(await counts()).toBeUndefined()
    expect(await record()).toEqual({ revision: 2, memory: UNCLEAR })
  })

  test('where the job is cancelled', async () => {
    await end(UNSETTLED)
    await createCancelJob(open(), clock)(name)
    expect(await reopen(name)).toBe(false)
    expect(await counts()).toMatchObject({ unsettled: 1 })
  })
})

describe('who comes between the look and the transaction', () => {
  /** A table on which this happens once, after the records were read. */
  function meanwhile(happens: () => Promise<unknown>) {
    const table = open()
    let happened = false
    standBetween(table.client, async (command, send) => {
      if (command === 'TransactWriteItemsCommand' && !happened) {
        happened = true
        await happens()
      }
      return await send()
    })
    return table
  }

  test('another reopener: one of them has opened it', async () => {
    await end(UNSETTLED)
    expect(
      await reopen(
        name,
        meanwhile(() => reopen(name)),
      ),
    ).toBe(false)
    expect(await counts()).toMatchObject({ unsettled: 0 })
  })

  test('many reopeners at once: one of them has opened it', async () => {
    await putToRest(UNCLEAR)
    await end(UNSETTLED)
    const all = await Promise.all(Array.from({ length: 6 }, () => reopen(name)))
    expect(all.filter(Boolean)).toHaveLength(1)
    expect(await counts()).toMatchObject({ unsettled: 0 })
    expect(await record()).toMatchObject({ revision: 3, memory: { sendings: 0 } })
  })

  test('a row that was opened and ended for good meanwhile stays ended', async () => {
    await end(UNSETTLED)
    const table = meanwhile(async () => {
      await reopen(name)
      await end({ state: 'imported', attempts: 1 })
    })
    expect(await reopen(name, table)).toBe(false)
    expect(await counts()).toEqual({ imported: 1, already_member: 0, rejected: 0, unsettled: 0 })
  })

  test('a row that was opened and ended otherwise, but not for good, is opened once more', async () => {
    await end(UNSETTLED)
    const table = meanwhile(async () => {
      await reopen(name)
      await end({ state: 'rejected', code: 'stale_wechatpay_serial', attempts: 0 })
    })
    expect(await reopen(name, table)).toBe(true)
    expect(await counts()).toEqual({ imported: 0, already_member: 0, rejected: 0, unsettled: 0 })
  })

  test('another job’s row that claims the member: the claim is left as it is', async () => {
    await putToRest(UNCLEAR)
    await end(UNSETTLED)
    expect(
      await reopen(
        name,
        meanwhile(() => claim(2, UNCLEAR, 'b')),
      ),
    ).toBe(true)
    expect(await record()).toEqual({ revision: 3, memory: UNCLEAR, claim: { ...CLAIM, owner: 'b' } })
    expect(await counts()).toMatchObject({ unsettled: 0 })
  })

  test('somebody who cancels the job: the row stays as it ended', async () => {
    await end(UNSETTLED)
    expect(
      await reopen(
        name,
        meanwhile(() => createCancelJob(open(), clock)(name)),
      ),
    ).toBe(false)
    expect(await counts()).toMatchObject({ unsettled: 1 })
  })
})

describe('trouble on the way', () => {
  test('an answer that was lost changes nothing', async () => {
    await putToRest(UNCLEAR)
    await end(UNSETTLED)
    const table = open()
    const lost: string[] = []
    loseAnswers(table.client, command => {
      if (command !== 'TransactWriteItemsCommand' || lost.length > 0) return false
      lost.push(command)
      return true
    })
    expect(await reopen(name, table)).toBe(true)
    expect(lost).toHaveLength(1)
    expect(await counts()).toMatchObject({ unsettled: 0 })
  })

  test('a conflict is tried again after a pause', async () => {
    await end(UNSETTLED)
    const table = open()
    cancelOnce(table.client, ['None', 'TransactionConflict'])
    expect(await reopen(name, table)).toBe(true)
    expect(pauses).toEqual([10])
  })

  test('what will not pass is an error at once', async () => {
    await end(UNSETTLED)
    const table = open()
    cancelOnce(table.client, ['None', 'ValidationError'])
    await expect(reopen(name, table)).rejects.toThrow('A row could not be opened again: None, ValidationError')
    expect(await counts()).toMatchObject({ unsettled: 1 })
  })

  test('records that are written all the time are an error after a while', async () => {
    await end(UNSETTLED)
    const table = open()
    for (let times = 0; times < 12; times += 1) cancelOnce(table.client, ['ConditionalCheckFailed', 'None'])
    await expect(reopen(name, table)).rejects.toThrow('its records are being written all the time')
    expect(pauses).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120])
    expect(await counts()).toMatchObject({ unsettled: 1 })
  })
})
