import { describe, expect, test } from 'vitest'
import type { Call } from '../../functions/ports.ts'
import type { MetricName } from '../../functions/signals/metric-list.ts'
import type { ModelWechatPay } from './model-wechatpay.ts'
import { attemptOf, KEY, queueBounds, setUp } from './process.ts'
import { CARD, CODE, memory, OPENID, sampleMessage, sampleRequest } from './samples.ts'
import { START } from './virtual-time.ts'

type Planned = Parameters<ModelWechatPay['plan']>[number]

const ofMember = (row: number) =>
  sampleMessage(row, sampleRequest({ openid: `openid-${row}`, user_card_code: `A-${row}` }))

function setUpBatch(...planned: Planned[]) {
  const world = setUp()
  const { outside, time, workBatch, wechatpay } = world
  wechatpay.plan(...planned)
  const work = async (...rows: number[]) => await time.run(workBatch(rows.map(ofMember), 120_000))
  const values = (name: MetricName) => outside.recorded.filter(one => one.name === name).map(({ value }) => value)
  return { ...world, work, values }
}

describe('a call', () => {
  test('has one line, with its row, its times and the Request-ID of WeChat Pay', async () => {
    const { work, outside } = setUpBatch()
    await work(1, 2)
    const times = (row: number, waited_ms: number) => ({ job_id: 'job-1', row, ms: 200, waited_ms })
    expect(outside.routine.filter(({ event }) => event === 'call').map(({ facts }) => facts)).toEqual([
      { call: 'import', reply: 'card', ...times(1, 0), request_id: 'request-1' },
      { call: 'import', reply: 'card', ...times(2, 100), request_id: 'request-2' },
    ])
  })

  test('is timed, and so is the wait for its permit', async () => {
    const { work, values } = setUpBatch(undefined, 'timeout_undone')
    await work(1, 2)
    expect(values('CallTime')).toEqual([200, 10_000])
    expect(values('PermitWait')).toEqual([0, 100])
  })

  test('about no row is told without one', async () => {
    const { readCard, time, outside } = setUp()
    const call: Call = { name: 'query', brandId: '1004', cardId: CARD, openid: OPENID, userCardCode: CODE }
    await time.run(readCard(call, 'member', ['credential']))
    expect(outside.routine).toEqual([
      { event: 'call', facts: { call: 'query', reply: 'absent', ms: 200, waited_ms: 0, request_id: 'request-1' } },
    ])
  })

  test.each<[string, Planned, object, string[]]>([
    ['refused for the rate', 'rate_limited', { reply: 'rate_limited' }, ['RateRefusals']],
    ['no connection', 'overload', { reply: 'unavailable' }, ['FailedCalls']],
    ['a timeout', 'timeout_undone', { reply: 'unclear', why: 'timeout' }, ['FailedCalls', 'Unknowns']],
    ['5xx', 'server_error', { reply: 'unclear', why: 'server_error' }, ['FailedCalls', 'Unknowns']],
    ['not verified', 'unverified', { reply: 'unclear', why: 'unverified' }, ['VerificationFailures', 'Unknowns']],
    ['a probe', 'probe', { reply: 'unclear', why: 'probe' }, ['Probes', 'Unknowns']],
    ['202', 'accepted', { reply: 'accepted' }, ['Unknowns']],
    ['a refusal', { kind: 'refused', code: 'openid_invalid' }, { reply: 'refused', code: 'openid_invalid' }, []],
    ['an "already"', { kind: 'already', text: 'code_exists' }, { reply: 'already', why: 'code_exists' }, []],
    [
      'a halt',
      { kind: 'halt', scope: 'template', reason: 'template_invalid' },
      { reply: 'halt', code: 'template_invalid' },
      [],
    ],
  ])('is counted by what it came to: %s', async (_, planned, facts, counted) => {
    const { work, outside } = setUpBatch(planned)
    await work(1)
    expect(outside.routine[0]).toMatchObject({ event: 'call', facts: { call: 'import', ...facts } })
    const ofCalls = /^(RateRefusals|FailedCalls|VerificationFailures|Probes|Unknowns)/
    expect(outside.counted.filter(name => ofCalls.test(name))).toEqual(counted)
  })

  test.each<Planned>([{ kind: 'unsigned' }, { kind: 'halt', scope: 'credential', reason: 'credential_broken' }])(
    'that no key signed is none: %o',
    async planned => {
      const { work, outside, values } = setUpBatch(planned)
      await work(1)
      expect(outside.routine[0]).toMatchObject({ event: 'call' })
      expect(values('CallTime')).toEqual([])
    },
  )

  test('that got no permit in time is none, and that is counted', async () => {
    const { work, outside, values } = setUpBatch()
    outside.nextSlotAt = START + 60_000
    await work(1)
    expect(values('CallTime')).toEqual([])
    expect(outside.counted).toEqual(['PermitsRefused', 'MessagesReturned no_permit'])
  })
})

describe('what an unknown sending turns out to have come to is counted', () => {
  test.each<[string, Planned[], string]>([
    ['its card is shown', ['timeout_done'], 'imported'],
    ['no card is shown', ['timeout_undone'], 'sent_again'],
    ['a card that is not valid is shown', ['timeout_done', shown('INVALID')], 'rejected'],
  ])('%s: %s', async (_, planned, as) => {
    const { untilEnd, outside, wechatpay } = setUp()
    wechatpay.plan(...planned)
    await untilEnd()
    expect(outside.counted.filter(name => /^(Unknowns|Settlements)/.test(name))).toEqual([
      'Unknowns',
      `Settlements ${as}`,
    ])
  })

  test('and not while a look-up finds nothing out, nor for a member that was never unclear', async () => {
    const { untilEnd, outside, wechatpay } = setUp()
    wechatpay.plan('timeout_done', 'overload', 'timeout_undone')
    await untilEnd()
    await untilEnd({ row: { jobId: 'job-2', row: 1 } })
    expect(wechatpay.calls().at(-1)).toBe('query')
    expect(outside.counted.filter(name => name.startsWith('Settlements'))).toEqual(['Settlements imported'])
  })

  test.each([
    ['given up', true, ['Settlements unsettled']],
    ['kept, for there is nowhere to copy it to', false, []],
  ])('and of a row that left no trace only when it is %s', async (_, buries, settlements) => {
    const world = setUp()
    const { time, importMember, outside } = world
    const sentAt = START - 100_000
    const unclear = memory({ owed: 'unknown', unclear: true, sendings: 3, firstSentAt: sentAt, sentAt })
    outside.members.set(KEY, { revision: 1, memory: unclear })
    const { bury, ...bounds } = queueBounds(world)
    await time.run(importMember(attemptOf(sampleRequest()), { ...bounds, ...(buries && bury && { bury }) }))
    expect(outside.counted.filter(name => name.startsWith('Settlements'))).toEqual(settlements)
  })
})

describe('a batch', () => {
  test('has one line', async () => {
    const { work, outside } = setUpBatch(undefined, 'overload')
    await work(1, 2)
    expect(outside.routine.at(-1)).toEqual({
      event: 'batch_ended',
      facts: { messages: 2, returned: 1, oldest_s: 0, ms: 300 },
    })
  })

  test('counts what was done with, and why the rest comes back', async () => {
    const { work, outside, values } = setUpBatch(undefined, 'overload', 'timeout_undone')
    await work(1, 2, 3)
    expect(values('MessagesEnded')).toEqual([1])
    const returned = outside.counted.filter(name => name.startsWith('MessagesReturned'))
    expect(returned).toEqual(['MessagesReturned unavailable', 'MessagesReturned settling'])
  })

  test('tells the age of the oldest message that comes back', async () => {
    const { time, workBatch, values, wechatpay } = setUpBatch()
    const aged = (row: number, hours: number) => ({ ...ofMember(row), sentAt: START - hours * 3_600_000 })
    wechatpay.plan(undefined, 'overload', 'overload')
    await time.run(workBatch([aged(1, 3), aged(2, 2), aged(3, 1)], 120_000))
    await time.run(workBatch([aged(4, 3)], 120_000))
    expect(values('OldestMessageAge')).toEqual([7_200, 0])
  })

  test('tells whether a halt stands', async () => {
    const { work, outside, values } = setUpBatch()
    await work(1)
    expect(values('HaltsStanding')).toEqual([0])
    const scope = `template#${CARD}` as const
    outside.halts.set(scope, { scope, reason: 'template_invalid', raisedAt: START, version: 'v1' })
    await work(2)
    expect(values('HaltsStanding')).toEqual([0, 1])
    expect(outside.counted).toContain('MessagesReturned halted')
  })

  test('tells that a halt was raised, and stands', async () => {
    const { work, outside, values } = setUpBatch({ kind: 'halt', scope: 'brand', reason: 'no_permission' })
    await work(1)
    expect(outside.counted).toContain('HaltsRaised no_permission')
    expect(Math.max(...values('HaltsStanding'))).toBe(1)
  })

  test('counts what an error sent back', async () => {
    const { time, workBatch, outside } = setUp(async (port, effect) => {
      if (port === 'look') throw new TypeError('no right')
      return await effect()
    })
    await time.run(workBatch([ofMember(1), ofMember(2)], 120_000))
    expect(outside.counted.filter(name => name === 'MessagesFailed')).toHaveLength(2)
  })
})

function shown(user_card_state: 'INVALID'): Planned {
  const card = { user_card_code: CODE, card_id: CARD, openid: OPENID, user_card_state }
  return { kind: 'card', card }
}
