import { describe, expect, test } from 'vitest'
import type { QueueMessage } from '../../functions/ports.ts'
import { KEY, setUp } from './process.ts'
import { memory, sampleCard, sampleMessage, sampleRequest, singleMessage } from './samples.ts'
import { START } from './virtual-time.ts'

const DAY_MS = 86_400_000

function setUpWork(around?: Parameters<typeof setUp>[0]) {
  const world = setUp(around)
  const { time, workMessage } = world
  return {
    ...world,
    work: (message: QueueMessage, context = {}) =>
      time.run(workMessage(message, { deadline: time.now() + 117_000, ...context })),
  }
}

test('a row is imported, and its end is logged without personal data', async () => {
  const { work, outside } = setUpWork()
  expect(await work(sampleMessage(7))).toMatchObject({ kind: 'ended', ending: { state: 'imported' } })
  const facts = { job_id: 'job-1', row: 7, state: 'imported', request_id: 'request-1', attempts: 1 }
  expect(outside.logged).toEqual([{ event: 'row_ended', facts }])
  expect(outside.warned).toEqual([])
})

test('a single import is imported', async () => {
  const { work, outside } = setUpWork()
  expect(await work(singleMessage())).toMatchObject({ kind: 'ended', ending: { state: 'imported' } })
  expect(outside.rows.size).toBe(0)
  expect(outside.logged).toHaveLength(1)
})

test('the brand of a brand credential stands in for brand_id', async () => {
  const { work, wechatpay, record } = setUpWork()
  const { brand_id: _, ...request } = sampleRequest()
  expect(await work(sampleMessage(1, request), { brandId: '1004' })).toMatchObject({ kind: 'ended' })
  expect(wechatpay.calls()).toEqual(['import'])
  expect(record().memory.importedCode).toBe('A-0001')
})

describe('a message that can never succeed', () => {
  const { card_id: _, ...broken } = sampleRequest({ level: 'x'.repeat(11) })

  test('of a row is recorded as rejected with every fault, and does not come back', async () => {
    const { work, outside, wechatpay } = setUpWork()
    expect(await work(sampleMessage(3, broken))).toEqual({ kind: 'ended_before' })
    const row = outside.rows.get('job-1/3')
    expect(row).toMatchObject({ state: 'rejected', attempts: 0 })
    expect(row?.detail).toBe('/card_id Must be present. /level Must be at most 10 characters long.')
    expect(outside.counted).toEqual([`Rows rejected ${row?.code}`])
    expect(outside.deadLetters).toEqual([])
    expect(wechatpay.calls()).toEqual([])
  })

  test('of a row with very many faults is recorded with the first ten', async () => {
    const { work, outside } = setUpWork()
    const strange = Object.fromEntries(Array.from({ length: 12 }, (_, nth) => [`strange_${nth}`, 1]))
    await work(sampleMessage(3, { ...sampleRequest(), ...strange }))
    expect(outside.warned).toEqual([])
    expect(outside.rows.get('job-1/3')?.detail?.match(/\/strange_\d+/g)).toHaveLength(10)
  })

  test('of a row that has ended changes nothing', async () => {
    const { work, outside } = setUpWork()
    const ending = { state: 'imported', attempts: 1 } as const
    outside.rows.set('job-1/3', ending)
    expect(await work(sampleMessage(3, broken))).toEqual({ kind: 'ended_before' })
    expect(outside.rows.get('job-1/3')).toBe(ending)
    expect(outside.counted).toEqual([])
  })

  test('of no job is copied to the dead letters and logged by its code alone', async () => {
    const { work, outside } = setUpWork()
    const message = singleMessage({ ...sampleRequest(), phone_number: 13800138000 })
    expect(await work(message)).toEqual({ kind: 'ended_before' })
    expect(outside.deadLetters).toEqual([message])
    expect(outside.endings).toEqual([])
    expect(outside.logged).toStrictEqual([
      { event: 'row_ended', facts: { state: 'rejected', code: 'wrong_type', attempts: 0 } },
    ])
    expect(outside.warned).toEqual(['row_ended'])
    expect(outside.counted).toEqual(['RefusedMessages wrong_type'])
  })

  test('for its Wechatpay-Serial is rejected under that code, without a call', async () => {
    const { work, outside, wechatpay } = setUpWork()
    const serial = { 'Wechatpay-Serial': 'PUB_KEY_ID_1,PUB_KEY_ID_2' }
    expect(await work(sampleMessage(3, sampleRequest(), serial))).toEqual({ kind: 'ended_before' })
    const ending = { state: 'rejected', code: 'wechatpay_serial_malformed', pointer: 'Wechatpay-Serial', attempts: 0 }
    expect(outside.rows.get('job-1/3')).toMatchObject(ending)
    const single = singleMessage(sampleRequest(), serial)
    expect(await work(single)).toEqual({ kind: 'ended_before' })
    expect(outside.deadLetters).toEqual([single])
    expect(wechatpay.calls()).toEqual([])
    expect(JSON.stringify([outside.endings, outside.logged])).not.toContain('PUB_KEY_ID_1')
  })

  test('with half of a row in its attributes is copied to the dead letters', async () => {
    const { work, outside } = setUpWork()
    const message = singleMessage(sampleRequest(), { job_id: 'job-1' })
    expect(await work(message)).toEqual({ kind: 'ended_before' })
    expect(outside.deadLetters).toEqual([message])
  })
})

describe('at its end in the queue', () => {
  const old = (message: QueueMessage): QueueMessage => ({ ...message, sentAt: START - 13 * DAY_MS - 1 })
  const ending = { state: 'unsettled', code: 'too_long_in_queue', openid: 'openid-0001', userCardCode: 'A-0001' }

  test.each([
    ['sent 13 days ago', old(sampleMessage(1))],
    ['received 990 times', { ...sampleMessage(1), receives: 990 }],
  ])('a message %s is copied, then its row recorded as unsettled, without a call', async (_, message) => {
    const { work, outside, wechatpay } = setUpWork(async (port, effect) => {
      if (port === 'finish') expect(outside.deadLetters).toEqual([message])
      return await effect()
    })
    expect(await work(message)).toEqual({ kind: 'ended_before' })
    expect(outside.rows.get('job-1/1')).toEqual({ ...ending, attempts: 0 })
    expect(outside.deadLetters).toEqual([message])
    expect(outside.warned).toEqual(['row_ended'])
    expect(wechatpay.calls()).toEqual([])
  })

  test.each([
    ['13 days old to the millisecond', { ...sampleMessage(1), sentAt: START - 13 * DAY_MS }],
    ['received 989 times', { ...sampleMessage(1), receives: 989 }],
  ])('a message %s is not yet there', async (_, message) => {
    const { work } = setUpWork()
    expect(await work(message)).toMatchObject({ kind: 'ended', ending: { state: 'imported' } })
  })

  test('what is owed to the member stays owed, and its sendings are told', async () => {
    const { work, outside, record } = setUpWork()
    const owed = memory({ owed: 'unknown', unclear: true, sendings: 2 })
    outside.members.set(KEY, { revision: 1, memory: owed })
    await work(old(sampleMessage(1)))
    expect(record().memory).toEqual(owed)
    expect(outside.rows.get('job-1/1')).toMatchObject({ attempts: 2 })
  })

  test('halts do not matter any more', async () => {
    const { work, outside } = setUpWork()
    const halt = { scope: 'credential', reason: 'credential_broken', raisedAt: START, version: 'v1' } as const
    outside.halts.set('credential', halt)
    await work(old(sampleMessage(1)), { held: { kind: 'halted', halt } })
    expect(outside.rows.get('job-1/1')).toMatchObject(ending)
  })

  test('the brand that a broken credential cannot tell is no reason to refuse', async () => {
    const { work, outside } = setUpWork()
    const halt = { scope: 'credential', reason: 'credential_broken', raisedAt: START, version: 'v1' } as const
    const held = { kind: 'halted', halt }
    const { brand_id: _, ...request } = sampleRequest()
    expect(await work(sampleMessage(1, request), { held })).toBe(held)
    expect(outside.rows.size).toBe(0)
    await work(old(sampleMessage(1, request)), { held })
    expect(outside.rows.get('job-1/1')).toMatchObject({ state: 'unsettled', code: 'too_long_in_queue' })
    expect(outside.deadLetters).toHaveLength(1)
  })

  test('a message that is held for want of a credential is not even read before', async () => {
    const { work, outside } = setUpWork()
    const held = { kind: 'later', at: START + 1_000, because: 'unavailable' }
    expect(await work(sampleMessage(1, 'poison'), { held })).toBe(held)
    expect(outside.rows.size).toBe(0)
    await work(old(sampleMessage(1, 'poison')), { held })
    const { state, code } = ending
    expect(outside.rows.get('job-1/1')).toEqual({ state, code, attempts: 0 })
    expect(outside.deadLetters).toHaveLength(1)
  })

  test('poison that nothing holds is refused for what is wrong with it', async () => {
    const { work, outside } = setUpWork()
    await work(old(sampleMessage(1, 'poison')))
    expect(outside.rows.get('job-1/1')).toMatchObject({
      state: 'rejected',
      code: 'not_json',
      detail: 'Must be JSON (RFC 8259).',
    })
    expect(outside.deadLetters).toEqual([])
  })

  test('a row that has ended is not copied', async () => {
    const { work, outside } = setUpWork()
    outside.rows.set('job-1/1', { state: 'imported', attempts: 1 })
    await work(old(sampleMessage(1)))
    expect(outside.deadLetters).toEqual([])
  })

  test('a single import is copied and logged', async () => {
    const { work, outside } = setUpWork()
    await work(old(singleMessage()))
    expect(outside.deadLetters).toHaveLength(1)
    expect(outside.logged).toMatchObject([{ event: 'row_ended', facts: { code: 'too_long_in_queue' } }])
  })

  test('a message that only settles is done with if the member is at rest', async () => {
    const { work, outside } = setUpWork()
    const message = old(singleMessage(sampleRequest(), { settle: 'true' }))
    await work(message)
    expect(outside.deadLetters).toEqual([])
    outside.members.set(KEY, { revision: 1, memory: memory({ owed: 'unknown', unclear: true }) })
    await work(message)
    expect(outside.deadLetters).toEqual([message])
  })
})

test('an unsettled row has its message copied before its record', async () => {
  const { work, outside, wechatpay } = setUpWork(async (port, effect) => {
    if (port === 'finish') expect(outside.deadLetters).toHaveLength(1)
    return await effect()
  })
  const owed = memory({ owed: 'unknown', unclear: true, firstSentAt: 0, sentAt: 0, sendings: 3 })
  outside.members.set(KEY, { revision: 1, memory: owed })
  const message = sampleMessage(1)
  expect(await work(message)).toMatchObject({ ending: { state: 'unsettled', code: 'no_trace', attempts: 3 } })
  expect(outside.deadLetters).toEqual([message])
  expect(wechatpay.calls()).toEqual(['query'])
})

test('a card that expires while its row waits is asked about, not refused', async () => {
  const { work, outside, wechatpay, time } = setUpWork()
  const request = sampleRequest({
    valid_date_information: {
      type: 'FIX_TIME_RANGE',
      available_begin_time: '2024-01-01T00:00:00+08:00',
      available_end_time: new Date(START + DAY_MS).toISOString(),
    },
  })
  outside.members.set(KEY, { revision: 1, memory: memory({ owed: 'unknown', unclear: true, sendings: 1 }) })
  wechatpay.cards.push(sampleCard({ user_card_state: 'EXPIRED' }))
  time.advance(2 * DAY_MS)
  expect(await work(sampleMessage(1, request))).toMatchObject({ ending: { state: 'imported' } })
})
