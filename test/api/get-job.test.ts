import { expect, test } from 'vitest'
import { createGetJob } from '../../functions/api/get-job.ts'
import { route } from '../../functions/api/route.ts'
import type { JobStatus } from '../../functions/member/job-status.ts'
import { eventOf } from './requests.ts'

const KEY = 'GET /jobs/{job_id}'
const STATUS: JobStatus = {
  job_id: 'spring',
  state: 'running',
  rows: 100,
  counts: { imported: 30, already_member: 4, rejected: 5, unsettled: 1, unprocessed: 0 },
  ended: 40,
  left: 60,
  rate: { calls_per_second: 4.85, wechatpay_down: false },
  estimated_end: '2024-08-05T09:34:41.000Z',
  halts: [],
  created_at: '2024-08-05T09:33:41.000Z',
  updated_at: '2024-08-05T09:33:51.000Z',
}

const searched: string[] = []
const read = async (jobId: string) => {
  searched.push(jobId)
  return jobId === 'spring' ? STATUS : undefined
}
const get = (job_id: string) => route({ [KEY]: createGetJob(read) }, eventOf(KEY, { path: { job_id } }), 27_000)

test('a job is told as it stands', async () => {
  expect(await get('spring')).toMatchObject({ status: 200, body: STATUS })
})

test('404 for a job that nobody registered and of which no row has ended, with what to do', async () => {
  const body = { code: 'job_unknown', detail: expect.stringContaining('Check the job_id') }
  expect(await get('autumn')).toMatchObject({ status: 404, body })
})

test.each(['', 'a b', 'a#b', '春', 'x'.repeat(65)])('404 for %j, which can be no job, without a look', async jobId => {
  searched.length = 0
  expect(await get(jobId)).toMatchObject({ status: 404, body: { code: 'job_unknown' } })
  expect(searched).toEqual([])
})
