import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createCancelJob } from '../../functions/aws/cancel-job.ts'
import { createEndings } from '../../functions/aws/finish-row.ts'
import { createJobs } from '../../functions/aws/jobs.ts'
import type { Clock } from '../../functions/ports.ts'
import { conflictOnce, type State, startState } from './state.ts'

const NOW = 1_722_850_421_123

let state: State
let pauses: number[]
let job = ''
let jobs = 0

const clock: Clock = { now: () => NOW + 60_000, sleep: async ms => void pauses.push(ms) }
const open = () => state.open('secret')
const endRow = (row: number) =>
  createEndings(open(), { ...clock, now: () => NOW }).finish({
    ending: { state: 'imported', attempts: 1 },
    row: { jobId: job, row },
  })

beforeAll(async () => {
  state = await startState()
})
afterAll(() => state.close())
beforeEach(() => {
  jobs += 1
  job = `job-${jobs}`
  pauses = []
})

test('a job is marked with the moment, and told as it then is', async () => {
  await endRow(1)
  const cancelled = await createCancelJob(open(), clock)(job)
  expect(cancelled).toEqual({
    counts: { imported: 1, already_member: 0, rejected: 0, unsettled: 0 },
    createdAt: NOW,
    updatedAt: NOW,
    cancelledAt: NOW + 60_000,
  })
  expect(await createJobs(open()).find(job)).toEqual(cancelled)
})

test('the first cancel stands', async () => {
  await endRow(1)
  await createCancelJob(open(), clock)(job)
  const again = await createCancelJob(open(), { ...clock, now: () => NOW + 90_000 })(job)
  expect(again).toMatchObject({ cancelledAt: NOW + 60_000 })
})

test('rows that were called before it still count when they end after it', async () => {
  await endRow(1)
  await createCancelJob(open(), clock)(job)
  expect(await endRow(2)).toBe('written')
  expect(await createJobs(open()).find(job)).toMatchObject({ counts: { imported: 2 }, cancelledAt: NOW + 60_000 })
})

test('a job that the table does not know is not made', async () => {
  expect(await createCancelJob(open(), clock)(job)).toBeUndefined()
  expect(await createJobs(open()).find(job)).toBeUndefined()
  expect(pauses).toEqual([])
})

test('a row that ends at the same moment is waited out, and after a while an error', async () => {
  await endRow(1)
  const table = open()
  conflictOnce(table.client, 'UpdateItemCommand')
  expect(await createCancelJob(table, clock)(job)).toMatchObject({ cancelledAt: NOW + 60_000 })
  expect(pauses).toEqual([10])
  for (let times = 0; times < 12; times += 1) conflictOnce(table.client, 'UpdateItemCommand')
  await expect(createCancelJob(table, clock)(job)).rejects.toThrow('could not be cancelled')
  expect(pauses.slice(1)).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120])
})
