import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createCancelJob } from '../../functions/aws/cancel-job.ts'
import { createEndings } from '../../functions/aws/finish-row.ts'
import { createJobs } from '../../functions/aws/jobs.ts'
import { createListJobs } from '../../functions/aws/list-jobs.ts'
import { createRegisterJob, type JobGiven } from '../../functions/aws/register-job.ts'
import { listedJob } from '../../functions/aws/state-table.ts'
import type { Clock } from '../../functions/ports.ts'
import { conflictOnce, readItem, type State, standBetween, startState } from './state.ts'

const NOW = 1_722_850_421_123
const GIVEN: JobGiven = { rows: 5_000, fileSha256: 'f1', commonSha256: 'c1', brandId: '1004', cardId: 'card-1' }
const REGISTERED = { ...GIVEN, counts: { imported: 0, already_member: 0, rejected: 0, unsettled: 0 } }

let state: State
let pauses: number[]
let job = ''
let jobs = 0

const clock: Clock = { now: () => NOW, sleep: async ms => void pauses.push(ms) }
const later: Clock = { ...clock, now: () => NOW + 60_000 }
const open = () => state.open('secret')
const register = (given: Partial<JobGiven> = {}, at = clock) =>
  createRegisterJob(open(), at)(job, { ...GIVEN, ...given })
const find = () => createJobs(open()).find(job)
const endRow = () =>
  createEndings(open(), clock).finish({ ending: { state: 'imported', attempts: 1 }, row: { jobId: job, row: 1 } })
const listed = async () => await Array.fromAsync(createListJobs(open())())

beforeAll(async () => {
  state = await startState()
})
afterAll(() => state.close())
beforeEach(() => {
  jobs += 1
  job = `job-${jobs}`
  pauses = []
})

describe('a job', () => {
  test('is registered with what the command knows of it, and listed', async () => {
    expect(await register()).toBe('registered')
    expect(await find()).toStrictEqual({ ...REGISTERED, createdAt: NOW, updatedAt: NOW })
    expect(await listed()).toContain(job)
  })

  test('is known the second time, and stays as it was', async () => {
    await register()
    expect(await register({}, later)).toBe('known')
    expect(await find()).toEqual({ ...REGISTERED, createdAt: NOW, updatedAt: NOW })
  })

  test.each<Partial<JobGiven>>([{ rows: 4_999 }, { fileSha256: 'f2' }, { commonSha256: 'c2' }])(
    'with other content is refused: %o',
    async other => {
      await register()
      expect(await register(other, later)).toBe('other_content')
      expect(await find()).toEqual({ ...REGISTERED, createdAt: NOW, updatedAt: NOW })
    },
  )

  test('that its first row made is filled in, and keeps its counts and its age', async () => {
    await endRow()
    expect(await register({}, later)).toBe('registered')
    const counts = { ...REGISTERED.counts, imported: 1 }
    expect(await find()).toEqual({ ...REGISTERED, counts, createdAt: NOW, updatedAt: NOW })
  })

  test('of a brand credential has no brand of its own', async () => {
    const { brandId: _, ...given } = GIVEN
    expect(await createRegisterJob(open(), clock)(job, given)).toBe('registered')
    expect(await find()).not.toHaveProperty('brandId')
  })

  test('that is cancelled is told, but not to another file', async () => {
    await register()
    await createCancelJob(open(), clock)(job)
    expect(await register()).toBe('cancelled')
    expect(await register({ fileSha256: 'f2' })).toBe('other_content')
  })

  test('that was cancelled before anybody registered it is told, and not filled in', async () => {
    await endRow()
    await createCancelJob(open(), clock)(job)
    expect(await register()).toBe('cancelled')
    expect(await find()).not.toHaveProperty('rows')
    expect(await listed()).not.toContain(job)
  })
})

describe('trouble on the way', () => {
  test('a crash before the list is written is made up for by the same command', async () => {
    const table = open()
    let updates = 0
    standBetween(table.client, async (command, send) => {
      if (command === 'UpdateItemCommand') updates += 1
      if (updates === 2) throw new Error('crash')
      return await send()
    })
    await expect(createRegisterJob(table, clock)(job, GIVEN)).rejects.toThrow('crash')
    expect(await find()).toMatchObject({ rows: 5_000 })
    expect(await listed()).not.toContain(job)
    expect(await register({}, later)).toBe('known')
    expect(await listed()).toContain(job)
  })

  test('a row that ends at the same moment is waited out', async () => {
    const table = open()
    conflictOnce(table.client, 'UpdateItemCommand')
    expect(await createRegisterJob(table, clock)(job, GIVEN)).toBe('registered')
    expect(pauses).toEqual([10])
  })

  test('rows that end all the time are an error after a while', async () => {
    const table = open()
    for (let times = 0; times < 12; times += 1) conflictOnce(table.client, 'UpdateItemCommand')
    await expect(createRegisterJob(table, clock)(job, GIVEN)).rejects.toThrow('could not be registered')
    expect(pauses).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120])
  })

  test('two commands with two files at once: one of them has the job', async () => {
    const both = await Promise.all([register(), register({ fileSha256: 'f2' })])
    expect(both.sort()).toEqual(['other_content', 'registered'])
  })
})

test('jobs are listed once each, the newest first', async () => {
  const names = [`${job}-c`, `${job}-a`, `${job}-b`]
  for (const [at, name] of names.entries()) {
    await createRegisterJob(open(), { ...clock, now: () => NOW + at })(name, GIVEN)
  }
  await createRegisterJob(open(), later)(`${job}-c`, GIVEN)
  expect((await listed()).filter(name => names.includes(name))).toEqual([`${job}-b`, `${job}-a`, `${job}-c`])
  expect(await readItem(open(), listedJob(`${job}-c`))).toMatchObject({ created_at: { N: String(NOW) } })
})
