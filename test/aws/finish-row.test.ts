import { QueryCommand } from '@aws-sdk/client-dynamodb'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createClaims } from '../../functions/aws/claim-member.ts'
import { createEndings } from '../../functions/aws/finish-row.ts'
import { createJobs } from '../../functions/aws/jobs.ts'
import { createSituations } from '../../functions/aws/look-at-member.ts'
import { jobItem, memberItem, rowItem } from '../../functions/aws/state-table.ts'
import { type Memory, NOTHING_REMEMBERED } from '../../functions/member/memory.ts'
import type { Clock, Ending, Endings } from '../../functions/ports.ts'
import { cancelOnce, loseAnswers, readItem, type State, standBetween, startState } from './state.ts'

const NOW = 1_722_850_421_123
const AT_REST: Memory = { ...NOTHING_REMEMBERED, importedCode: '478515832665' }
const IMPORTED: Ending = {
  state: 'imported',
  requestId: '08F5B8C2B506-0',
  attempts: 1,
  openid: 'obLatjnx9gnqzS4myYGmLZ7LgLBA',
  userCardCode: '478515832665',
}

let state: State
let endings: Endings
let pauses: number[]
let name = ''
let names = 0

const clock: Clock = { now: () => NOW, sleep: async ms => void pauses.push(ms) }
const open = () => state.open('secret')

beforeAll(async () => {
  state = await startState()
})
afterAll(() => state.close())
beforeEach(() => {
  names += 1
  name = `finished-${names}`
  pauses = []
  endings = createEndings(open(), clock)
})

const row = (number: number) => ({ jobId: name, row: number })
const member = (owner: string) => ({ key: name, owner, memory: AT_REST })
const claim = (owner: string) => {
  const held = { owner, at: NOW, until: NOW + 20_000, phase: 'sending' } as const
  return createClaims(open(), clock).claim(name, 0, held, NOTHING_REMEMBERED)
}
const counts = async () => (await createJobs(open()).find(name))?.counts
const look = (number: number) => createSituations(open()).look(name, [], row(number))

describe('a row that ends', () => {
  test('is written with the member at rest and the job counted, all at once', async () => {
    await claim('a')
    expect(await endings.finish({ ending: IMPORTED, row: row(17), member: member('a') })).toBe('written')
    expect(await readItem(open(), rowItem(name, 17))).toEqual({
      pk: { S: `JOB#${name}` },
      sk: { S: 'ROW#0000017' },
      state: { S: 'imported' },
      request_id: { S: '08F5B8C2B506-0' },
      attempts: { N: '1' },
      openid: { S: 'obLatjnx9gnqzS4myYGmLZ7LgLBA' },
      user_card_code: { S: '478515832665' },
      ended_at: { N: String(NOW) },
    })
    expect(await readItem(open(), memberItem(name))).toEqual({
      pk: { S: `MEMBER#${name}` },
      sk: { S: 'MEMBER' },
      revision: { N: '2' },
      memory: { S: JSON.stringify(AT_REST) },
      expires_at: { N: String(Math.floor(NOW / 1_000) + 2_592_000) },
    })
    expect(await counts()).toMatchObject({ imported: 1, already_member: 0, rejected: 0, unsettled: 0 })
    expect(await look(17)).toMatchObject({ rowEnded: true, record: { revision: 2, memory: AT_REST } })
    expect(await look(18)).toMatchObject({ rowEnded: false })
  })

  test('tells the code, the field and the sentence where it was rejected', async () => {
    const ending: Ending = {
      state: 'rejected',
      code: 'too_long',
      pointer: '',
      detail: '/level Must be at most 10 characters long.',
      attempts: 0,
    }
    await endings.finish({ ending, row: row(1) })
    expect(await readItem(open(), rowItem(name, 1))).toMatchObject({
      code: { S: 'too_long' },
      pointer: { S: '' },
      detail: { S: '/level Must be at most 10 characters long.' },
    })
  })

  test('has ended: a second end changes neither row, nor counter, nor member', async () => {
    await endings.finish({ ending: IMPORTED, row: row(1) })
    await claim('a')
    const before = [await readItem(open(), jobItem(name)), await readItem(open(), memberItem(name))]
    const other: Ending = { state: 'unsettled', code: 'no_trace', attempts: 3 }
    expect(await endings.finish({ ending: other, row: row(1), member: member('a') })).toBe('ended')
    expect(await readItem(open(), rowItem(name, 1))).toMatchObject({ state: { S: 'imported' } })
    expect([await readItem(open(), jobItem(name)), await readItem(open(), memberItem(name))]).toEqual(before)
  })

  test('is lost, and nothing is written, if the claim is another’s by now', async () => {
    await claim('b')
    expect(await endings.finish({ ending: IMPORTED, row: row(1), member: member('a') })).toBe('lost')
    expect(await readItem(open(), rowItem(name, 1))).toBeUndefined()
    expect(await counts()).toBeUndefined()
    expect((await look(1)).record?.claim?.owner).toBe('b')
  })

  test('without a member leaves the members alone', async () => {
    await claim('b')
    expect(await endings.finish({ ending: IMPORTED, row: row(1) })).toBe('written')
    expect((await look(1)).record?.claim?.owner).toBe('b')
  })

  test('is written once by many that end it at once', async () => {
    const ends = await Promise.all(Array.from({ length: 8 }, () => endings.finish({ ending: IMPORTED, row: row(1) })))
    expect(ends.sort()).toEqual([...Array(7).fill('ended'), 'written'])
    expect((await counts())?.imported).toBe(1)
  })
})

describe('a single import', () => {
  test('puts its member to rest, and counts nowhere', async () => {
    await claim('a')
    expect(await endings.finish({ ending: IMPORTED, member: member('a') })).toBe('written')
    expect((await look(1)).record).toEqual({ revision: 2, memory: AT_REST })
    expect(await counts()).toBeUndefined()
  })

  test('is lost if the claim is another’s by now', async () => {
    await claim('b')
    expect(await endings.finish({ ending: IMPORTED, member: member('a') })).toBe('lost')
  })

  test('of nobody writes nothing', async () => {
    expect(await endings.finish({ ending: IMPORTED })).toBe('written')
  })
})

describe('trouble on the way', () => {
  test.each([{ row: { jobId: 'lost-answers', row: 1 } }, {}])(
    'an answer that was lost changes nothing: %o',
    async where => {
      await claim('a')
      const table = open()
      let lost = 0
      loseAnswers(table.client, (_command, nth) => {
        lost += nth === 1 ? 1 : 0
        return nth === 1
      })
      const end = { ending: IMPORTED, ...where, member: member('a') }
      expect(await createEndings(table, clock).finish(end)).toBe('written')
      expect(lost).toBe(1)
      expect((await look(1)).record).toEqual({ revision: 2, memory: AT_REST })
    },
  )

  test.each(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'])(
    'a transaction cancelled by %s is tried again after a pause',
    async reason => {
      await claim('a')
      const table = open()
      cancelOnce(table.client, ['None', reason, 'None'])
      expect(await createEndings(table, clock).finish({ ending: IMPORTED, row: row(1), member: member('a') })).toBe(
        'written',
      )
      expect(pauses).toEqual([10])
      expect((await counts())?.imported).toBe(1)
    },
  )

  test('a row that has ended is seen beside a conflict of the counter', async () => {
    const table = open()
    cancelOnce(table.client, ['ConditionalCheckFailed', 'TransactionConflict', 'None'])
    expect(await createEndings(table, clock).finish({ ending: IMPORTED, row: row(1), member: member('a') })).toBe(
      'ended',
    )
    expect(pauses).toEqual([])
  })

  test('what will not pass is an error at once', async () => {
    const table = open()
    cancelOnce(table.client, ['None', 'ValidationError', 'None'])
    const end = createEndings(table, clock).finish({ ending: IMPORTED, row: row(1), member: member('a') })
    await expect(end).rejects.toThrow('The end of a row could not be written: None, ValidationError, None.')
    expect(pauses).toEqual([])
  })

  test('a cancellation without a reason is an error at once', async () => {
    const table = open()
    cancelOnce(table.client)
    const end = createEndings(table, clock).finish({ ending: IMPORTED, row: row(1) })
    await expect(end).rejects.toThrow('The end of a row could not be written: .')
    expect(pauses).toEqual([])
  })

  test('a DynamoDB that cannot be reached is an error as it is', async () => {
    const table = open()
    standBetween(table.client, async () => {
      throw new Error('unreachable')
    })
    await expect(createEndings(table, clock).finish({ ending: IMPORTED, row: row(1) })).rejects.toThrow(/^unreachable$/)
  })

  test('a conflict that does not end is an error after a while', async () => {
    const table = open()
    for (let times = 0; times < 12; times += 1) cancelOnce(table.client, ['TransactionConflict', 'None'])
    await expect(createEndings(table, clock).finish({ ending: IMPORTED, row: row(1) })).rejects.toThrow('Conflict')
    expect(pauses).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110])
  })
})

describe('a job', () => {
  test('is unknown before its first row has ended', async () => {
    expect(await counts()).toBeUndefined()
  })

  test('is made by the first row, and tells when the last one ended', async () => {
    const at = (now: number) => createEndings(open(), { ...clock, now: () => now })
    await at(NOW).finish({ ending: IMPORTED, row: row(1) })
    await at(NOW + 60_000).finish({ ending: IMPORTED, row: row(2) })
    const job = { createdAt: NOW, updatedAt: NOW + 60_000, counts: { imported: 2 } }
    expect(await createJobs(open()).find(name)).toMatchObject(job)
  })

  test('counts exactly the rows that are written, whatever ends come in, at once and again', async () => {
    const ends = fc.array(
      fc.record({
        row: fc.integer({ min: 1, max: 9 }),
        state: fc.constantFrom<Ending['state']>('imported', 'already_member', 'rejected', 'unsettled'),
      }),
      { minLength: 1, maxLength: 20 },
    )
    let runs = 0
    await fc.assert(
      fc.asyncProperty(ends, async all => {
        runs += 1
        const jobId = `${name}-${runs}`
        await Promise.all(
          all.map(end => endings.finish({ ending: { state: end.state, attempts: 1 }, row: { jobId, row: end.row } })),
        )
        const { client, name: TableName } = open()
        const { Items = [] } = await client.send(
          new QueryCommand({
            TableName,
            KeyConditionExpression: 'pk = :pk AND begins_with(sk, :row)',
            ExpressionAttributeValues: { ':pk': { S: `JOB#${jobId}` }, ':row': { S: 'ROW#' } },
          }),
        )
        const written = Items.map(item => item.state?.S)
        const count = (wanted: string) => written.filter(one => one === wanted).length
        expect(written).toHaveLength(new Set(all.map(end => end.row)).size)
        expect((await createJobs(open()).find(jobId))?.counts).toEqual({
          imported: count('imported'),
          already_member: count('already_member'),
          rejected: count('rejected'),
          unsettled: count('unsettled'),
        })
      }),
      { numRuns: 15 },
    )
  })
})
