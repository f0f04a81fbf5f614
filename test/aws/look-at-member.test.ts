import { afterAll, beforeAll, expect, test } from 'vitest'
import { createCancelJob } from '../../functions/aws/cancel-job.ts'
import { createClaims } from '../../functions/aws/claim-member.ts'
import { createEndings } from '../../functions/aws/finish-row.ts'
import { createHalts } from '../../functions/aws/halts.ts'
import { createSituations } from '../../functions/aws/look-at-member.ts'
import { createStreaks } from '../../functions/aws/streaks.ts'
import { NOTHING_REMEMBERED } from '../../functions/member/memory.ts'
import { type State, standBetween, startState, watchInputs } from './state.ts'

const NOW = 1_722_850_421_123
const clock = { now: () => NOW, sleep: async () => {} }
const row = { jobId: 'job', row: 3 }

let state: State

beforeAll(async () => {
  state = await startState()
})
afterAll(() => state.close())

test('an unknown member: no record, no row, no halt, no streak', async () => {
  expect(await createSituations(state.open('empty')).look('nobody', ['credential'], row)).toEqual({
    rowEnded: false,
    cancelled: false,
    halts: [],
    record: undefined,
    streaks: { unverified: 0, unrecognised: 0 },
  })
})

test('everything that decides is read with one command', async () => {
  const table = state.open('secret')
  const claim = { owner: 'a', at: NOW, until: NOW + 20_000, phase: 'asking' } as const
  const halt = { scope: 'brand#1004', reason: 'no_permission', raisedAt: NOW, version: 'v1' } as const
  await createClaims(table, clock).claim('member', 0, claim, NOTHING_REMEMBERED)
  await createEndings(table, clock).finish({ ending: { state: 'imported', attempts: 1 }, row })
  await createHalts(table).raise(halt)
  await createStreaks(table).lengthen('unverified', 'member')

  const commands: string[] = []
  standBetween(table.client, (command, send) => {
    commands.push(command)
    return send()
  })
  expect(await createSituations(table).look('member', ['credential', 'brand#1004', 'template#t'], row)).toEqual({
    rowEnded: true,
    cancelled: false,
    halts: [halt],
    record: { revision: 1, memory: NOTHING_REMEMBERED, claim },
    streaks: { unverified: 1, unrecognised: 0 },
  })
  expect(commands).toEqual(['BatchGetItemCommand'])
})

test('a cancelled job is seen with each of its rows, and by nobody else', async () => {
  const table = state.open('cancelling')
  await createEndings(table, clock).finish({
    ending: { state: 'imported', attempts: 1 },
    row: { jobId: 'stop', row: 1 },
  })
  await createCancelJob(table, clock)('stop')
  const look = async (jobId?: string) =>
    (await createSituations(table).look('nobody', [], jobId === undefined ? undefined : { jobId, row: 2 })).cancelled
  expect(await look('stop')).toBe(true)
  expect(await look('job')).toBe(false)
  expect(await look()).toBe(false)
})

test('records that DynamoDB left unread are an error, and not records that are not there', async () => {
  const table = state.open('throttled')
  table.client.middlewareStack.add(
    next => async args => {
      const answer = await next(args)
      return { ...answer, output: { ...answer.output, UnprocessedKeys: { [table.name]: { Keys: [] } } } }
    },
    { step: 'initialize' },
  )
  await expect(createSituations(table).look('member', [])).rejects.toThrow('throttled')
})

test('is a consistent read, so that a row that has just ended is seen', async () => {
  const table = state.open('consistent')
  const inputs = watchInputs(table.client)
  await createSituations(table).look('member', [])
  expect(inputs).toMatchObject([{ RequestItems: { [table.name]: { ConsistentRead: true } } }])
})
