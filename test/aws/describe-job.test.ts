import { describe, expect, test } from 'vitest'
import { describeJob } from '../../functions/aws/describe-job.ts'
import type { Pace } from '../../functions/aws/pace.ts'
import type { Halt, Job } from '../../functions/ports.ts'

const NOW = Date.UTC(2026, 7, 1)
const COUNTS = { imported: 0, already_member: 0, rejected: 0, unsettled: 0 }
const JOB: Job = { counts: COUNTS, rows: 1_000, fileSha256: 'f1', createdAt: NOW - 60_000, updatedAt: NOW - 1_000 }
const { rows: _, ...OF_NOBODY } = JOB
const PACE: Pace = {
  rate: 5,
  grantedAt: 0,
  nextAt: NOW,
  stepMs: 200,
  intervalMs: 200,
  probeMs: 0,
  clean: 0,
  refusals: 0,
  refusedAt: 0,
  faults: 0,
}
const DOWN: Pace = { ...PACE, probeMs: 5_000 }
const HALT: Halt = { scope: 'template#card-1', reason: 'template_invalid', raisedAt: NOW - 30_000, version: 'v1' }

const counted = (counts: Partial<Job['counts']>): Job => ({ ...JOB, counts: { ...COUNTS, ...counts } })
const status = (job: Job, facts: Partial<Parameters<typeof describeJob>[2]> = {}) =>
  describeJob('spring', job, { halts: [], pace: PACE, now: NOW, ...facts })

test('a job half done is told whole', () => {
  expect(status(counted({ imported: 300, already_member: 100, rejected: 90, unsettled: 10 }))).toEqual({
    job_id: 'spring',
    state: 'running',
    rows: 1_000,
    counts: { imported: 300, already_member: 100, rejected: 90, unsettled: 10, unprocessed: 0 },
    ended: 500,
    left: 500,
    rate: { calls_per_second: 5, wechatpay_down: false },
    // 500 rows at 1.2 permits each are 600 permits: 120 s.
    estimated_end: '2026-08-01T00:02:00.000Z',
    halts: [],
    created_at: '2026-07-31T23:59:00.000Z',
    updated_at: '2026-07-31T23:59:59.000Z',
    file_sha256: 'f1',
  })
})

test('how many rows were queued is told where a command has noted it', () => {
  expect(status({ ...JOB, queued: 20 })).toMatchObject({ rows: 1_000, queued: 20 })
  expect(status(JOB)).not.toHaveProperty('queued')
})

describe('the state', () => {
  const cancelledAt = NOW - 5_000
  const all = counted({ imported: 1_000 })
  const halts = [HALT]
  test.each<[string, Job, object, string]>([
    ['nothing has ended', JOB, {}, 'running'],
    ['all but one have ended', counted({ imported: 999 }), {}, 'running'],
    ['all have ended', all, {}, 'ended'],
    [
      'all have ended, in several states',
      counted({ imported: 997, already_member: 1, rejected: 1, unsettled: 1 }),
      {},
      'ended',
    ],
    ['a halt stands', JOB, { halts }, 'halted'],
    ['all have ended and a halt stands', all, { halts }, 'ended'],
    ['it was cancelled', { ...JOB, cancelledAt }, {}, 'cancelled'],
    ['it was cancelled and a halt stands', { ...JOB, cancelledAt }, { halts }, 'cancelled'],
    ['it was cancelled, and all have ended', { ...all, cancelledAt }, {}, 'cancelled'],
    ['WeChat Pay is down', JOB, { pace: DOWN }, 'running'],
    ['nobody knows how many rows it has', { ...OF_NOBODY, counts: { ...COUNTS, imported: 7 } }, {}, 'running'],
  ])('%s', (_what, job, facts, state) => {
    expect(status(job, facts).state).toBe(state)
  })
})

describe('the sums', () => {
  test('rows of a cancelled job without an end are unprocessed, and nothing is left', () => {
    const cancelled = { ...counted({ imported: 100, unsettled: 1 }), cancelledAt: NOW }
    expect(status(cancelled)).toMatchObject({
      ended: 101,
      left: 0,
      counts: { imported: 100, unsettled: 1, unprocessed: 899 },
      cancelled_at: '2026-08-01T00:00:00.000Z',
    })
  })

  test('without the number of rows, what is left is not told', () => {
    const told = status({ ...OF_NOBODY, counts: { ...COUNTS, imported: 7 }, cancelledAt: NOW })
    expect(told).toMatchObject({ ended: 7, left: 0, counts: { unprocessed: 0 } })
    expect(status(OF_NOBODY)).not.toHaveProperty('left')
    expect(status(OF_NOBODY)).not.toHaveProperty('rows')
  })

  test('are never below nothing', () => {
    expect(status(counted({ imported: 1_001 }))).toMatchObject({ ended: 1_001, left: 0, state: 'ended' })
  })
})

describe('the rate', () => {
  test.each<[string, object, object]>([
    ['is what the pacer grants', {}, { calls_per_second: 5, wechatpay_down: false }],
    ['with its guard', { pace: { ...PACE, intervalMs: 206 } }, { calls_per_second: 4.85, wechatpay_down: false }],
    ['is nothing before the first call', { pace: undefined }, { calls_per_second: 0, wechatpay_down: false }],
    ['is nothing while WeChat Pay is down', { pace: DOWN }, { calls_per_second: 0, wechatpay_down: true }],
    ['is nothing under a halt', { halts: [HALT] }, { calls_per_second: 0, wechatpay_down: false }],
  ])('%s', (_, facts, rate) => {
    expect(status(JOB, facts).rate).toEqual(rate)
  })
})

describe('the estimated end', () => {
  test.each<[string, Job, string]>([
    ['before any row has ended a row costs one permit', JOB, '2026-08-01T00:03:20.000Z'],
    ['a member who has a card costs two', counted({ already_member: 500 }), '2026-08-01T00:03:20.000Z'],
    ['rows that were refused cost one', counted({ rejected: 500 }), '2026-08-01T00:01:40.000Z'],
  ])('%s', (_, job, end) => {
    expect(status(job).estimated_end).toBe(end)
  })

  test.each<[string, Job, object]>([
    ['under a halt', JOB, { halts: [HALT] }],
    ['while WeChat Pay is down', JOB, { pace: DOWN }],
    ['before the first call', JOB, { pace: undefined }],
    ['of a cancelled job', { ...JOB, cancelledAt: NOW }, {}],
    ['of an ended job', counted({ imported: 1_000 }), {}],
    ['without the number of rows', OF_NOBODY, {}],
  ])('is not told %s', (_, job, facts) => {
    expect(status(job, facts)).not.toHaveProperty('estimated_end')
  })
})

describe('a halt', () => {
  test.each<[Halt['scope'], string]>([
    ['credential', 'credential'],
    ['brand#1004', 'brand'],
    ['template#card-1', 'template'],
  ])('of %s is told by its kind of scope, with what to do', (scope, kind) => {
    expect(status(JOB, { halts: [{ ...HALT, scope }] }).halts).toEqual([
      {
        scope: kind,
        reason: 'template_invalid',
        sentence: 'WeChat Pay does not accept the card template: wrong ID or state.',
        mend: 'Check card_id and the state of the template, then resume.',
        raised_at: '2026-07-31T23:59:30.000Z',
      },
    ])
  })
})
