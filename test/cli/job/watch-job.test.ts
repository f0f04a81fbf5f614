import { describe, expect, test } from 'vitest'
import { createIsOver, watchJob } from '../../../cli/job/watch-job.ts'
import type { JobStatus } from '../../../functions/aws/job-status.ts'
import { makeContext } from '../contexts.ts'
import { HALT, makeStatus } from './statuses.ts'

function watch(statuses: Partial<JobStatus>[], more: { messages?: number } = {}) {
  const { context, written, now } = makeContext()
  const begunAt = now()
  let looks = 0
  let messages = more.messages ?? 0
  const read = async () => makeStatus(statuses[Math.min(looks++, statuses.length - 1)])
  const job = watchJob('spring', read, 1_000, context)
  return { job, written, elapsed: () => now() - begunAt, isOver: createIsOver(context, async () => messages-- > 0) }
}

const counts = (more: Partial<JobStatus['counts']>) => ({ ...makeStatus().counts, ...more })

test('the job is looked at again and again until it is over', async () => {
  const { job, elapsed } = watch([{ ended: 0 }, { ended: 50 }, { ended: 100, state: 'ended' }])
  expect(await job.until(({ state }) => state === 'ended')).toMatchObject({ ended: 100 })
  expect(elapsed()).toBe(2_000)
})

test('an unknown job is told, with where to look', async () => {
  const { context } = makeContext()
  const job = watchJob('nobody', async () => undefined, 1_000, context)
  await expect(job.look()).rejects.toMatchObject({
    message: 'There is no job nobody here.',
    next: 'status',
    exitCode: 2,
  })
})

describe('a job goes on no more', () => {
  const over = (statuses: Partial<JobStatus>[], messages = 0) => {
    const { job, elapsed, isOver } = watch(statuses, { messages })
    return { run: () => job.until(isOver), elapsed }
  }

  test.each<[string, Partial<JobStatus>]>([
    ['when it has ended', { state: 'ended' }],
    ['when it is cancelled', { state: 'cancelled' }],
  ])('%s', async (_, last) => {
    const { run, elapsed } = over([{}, { state: 'halted' }, last])
    await run()
    expect(elapsed()).toBe(2_000)
  })

  test('when it is cancelled and no message is left that could settle a row', async () => {
    const { run, elapsed } = over([{ state: 'cancelled' }], 3)
    await run()
    expect(elapsed()).toBe(3_000)
  })

  test('when for ten seconds nothing is left of what was queued', async () => {
    const { run, elapsed } = over([
      { queued: 20, ended: 20 },
      { queued: 30, ended: 29 },
      { queued: 30, ended: 30 },
    ])
    await run()
    expect(elapsed()).toBe(12_000)
  })
})

describe('the progress line', () => {
  test.each<[string, Partial<JobStatus>[], string]>([
    [
      'tells the rate of the last half minute',
      [{ ended: 0 }, { ended: 10 }],
      'spring: 10 of 100 rows ended, 10.0 a second',
    ],
    [
      'tells what went wrong',
      [{}, { ended: 9, counts: counts({ rejected: 2, unsettled: 1 }) }],
      'spring: 9 of 100 rows ended, 9.0 a second, 2 rejected, 1 unsettled',
    ],
    [
      'tells how long it will still take',
      [{}, { estimated_end: '2026-03-01T00:10:01.000Z' }],
      'spring: 0 of 100 rows ended, 0.0 a second, about 10 min left',
    ],
    [
      'tells how long it will take at the rate it has, if that is slower',
      [
        { ended: 0, left: 100 },
        { ended: 1, left: 99, estimated_end: '2026-03-01T00:00:21.000Z' },
      ],
      'spring: 1 of 100 rows ended, 1.0 a second, about 2 min left',
    ],
    ['tells a halt', [{}, { halts: [HALT] }], 'spring: 0 of 100 rows ended, 0.0 a second, halted: template_invalid'],
    [
      'tells an outage',
      [{}, { rate: { calls_per_second: 0, wechatpay_down: true } }],
      'spring: 0 of 100 rows ended, 0.0 a second, WeChat Pay is down, tried again',
    ],
  ])('%s', async (_, statuses, line) => {
    const { job, written } = watch(statuses)
    let looks = 0
    await job.until(() => {
      looks += 1
      return looks === 2
    })
    expect(written.stderr.trim().split('\n').at(-1)).toBe(line)
    expect(written.stdout).toBe('')
  })

  test('forgets what is longer ago than half a minute', async () => {
    const statuses = Array.from({ length: 60 }, (_, second) => ({ ended: second < 20 ? second * 100 : 2_000 }))
    const { job, written } = watch(statuses)
    let looks = 0
    await job.until(() => {
      looks += 1
      return looks === 60
    })
    expect(written.stderr.trim().split('\n').at(-1)).toContain('0.0 a second')
  })
})
