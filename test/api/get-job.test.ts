import { expect, test } from 'vitest'
import { createGetJob } from '../../functions/api/get-job.ts'
import { route } from '../../functions/api/route.ts'
import type { JobCounts } from '../../functions/ports.ts'
import { eventOf, NOW } from './requests.ts'

const KEY = 'GET /jobs/{job_id}'
const COUNTS: JobCounts = {
  imported: 30,
  already_member: 4,
  rejected: 5,
  unsettled: 1,
  createdAt: NOW,
  updatedAt: NOW + 60_000,
}

const searched: string[] = []
const jobs = {
  find: async (jobId: string) => {
    searched.push(jobId)
    return jobId === 'spring' ? COUNTS : undefined
  },
}
const get = (job_id: string) => route({ [KEY]: createGetJob(jobs) }, eventOf(KEY, { path: { job_id } }), 27_000)

test('a job is told by its counts, which add up', async () => {
  expect(await get('spring')).toMatchObject({
    status: 200,
    body: {
      job_id: 'spring',
      counts: { imported: 30, already_member: 4, rejected: 5, unsettled: 1 },
      ended: 40,
      created_at: '2024-08-05T09:33:41.000Z',
      updated_at: '2024-08-05T09:34:41.000Z',
    },
  })
})

test('404 for a job of which no row has ended', async () => {
  expect(await get('autumn')).toMatchObject({ status: 404, body: { code: 'job_unknown' } })
})

test.each(['', 'a b', 'a#b', '春', 'x'.repeat(65)])('404 for %j, which can be no job, without a look', async jobId => {
  searched.length = 0
  expect(await get(jobId)).toMatchObject({ status: 404, body: { code: 'job_unknown' } })
  expect(searched).toEqual([])
})
