import { afterAll, beforeAll, expect, test } from 'vitest'
import { createJobs } from '../../functions/aws/jobs.ts'
import { createNoteQueued } from '../../functions/aws/note-queued.ts'
import { createRegisterJob } from '../../functions/aws/register-job.ts'
import { type State, startState } from './state.ts'

const clock = { now: () => 1_722_850_421_123, sleep: async () => {} }

let state: State
beforeAll(async () => {
  state = await startState()
})
afterAll(() => state.close())

test('how many rows were dealt with stands in the job’s record, the latest count', async () => {
  const table = state.open('secret')
  await createRegisterJob(table, clock)('spring', { rows: 9, fileSha256: 'f', commonSha256: 'c', cardId: 'p' })
  await createNoteQueued(table)('spring', 4)
  await createNoteQueued(table)('spring', 7)
  expect(await createJobs(table).find('spring')).toMatchObject({ rows: 9, queued: 7 })
})

test('a job that was not registered is not made by it', async () => {
  const table = state.open('secret')
  await createNoteQueued(table)('nobody', 4)
  expect(await createJobs(table).find('nobody')).toBeUndefined()
})
