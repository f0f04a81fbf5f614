import { describe, expect, test } from 'vitest'
import { setUp } from './process.ts'
import { sampleMessage, sampleRequest, singleMessage } from './samples.ts'
import { START } from './virtual-time.ts'

const DAY_MS = 86_400_000
const ofMember = (row: number) =>
  sampleMessage(row, sampleRequest({ openid: `openid-${row}`, user_card_code: `A-${row}` }))
const states = (outside: ReturnType<typeof setUp>['outside']) =>
  Object.fromEntries([...outside.rows].map(([row, { state }]) => [row, state]))

test('a whole batch is worked at the rate of the permits, not one call after the other', async () => {
  const { time, workBatch, outside } = setUp()
  const messages = Array.from({ length: 50 }, (_, index) => ofMember(index + 1))
  expect(await time.run(workBatch(messages, 120_000))).toEqual([])
  expect(outside.rows.size).toBe(50)
  expect(time.now() - START).toBe(49 * 100 + 200)
})

test('a poisoned message stops none of the others, and does not come back', async () => {
  const { time, workBatch, outside } = setUp()
  const returned = await time.run(workBatch([ofMember(1), sampleMessage(2, '{"'), ofMember(3)], 120_000))
  expect(returned).toEqual([])
  expect(states(outside)).toEqual({ 'job-1/1': 'imported', 'job-1/2': 'rejected', 'job-1/3': 'imported' })
})

test('poison of no job is copied and acknowledged', async () => {
  const { time, workBatch, outside } = setUp()
  const poison = singleMessage('hello')
  expect(await time.run(workBatch([poison, ofMember(1)], 120_000))).toEqual([])
  expect(outside.deadLetters).toEqual([poison])
})

test('exactly the messages that must come back are returned, each hidden until its time', async () => {
  const { time, workBatch, outside, wechatpay } = setUp()
  wechatpay.plan(undefined, 'overload', 'timeout_undone')
  const messages = [ofMember(1), ofMember(2), { ...ofMember(3), receives: 10 }]
  expect(await time.run(workBatch(messages, 120_000))).toEqual(messages.slice(1))
  // All end with the timeout, at 10.2 s: the second's time has passed, the third waits its 30 s.
  expect(outside.hidden).toEqual(
    new Map([
      ['handle-2', 1],
      ['handle-3', 30],
    ]),
  )
})

test('the same member twice in one batch: one is busy and comes back, then is already a member', async () => {
  const { time, workBatch, outside, wechatpay } = setUp()
  const [first, second] = [sampleMessage(1), sampleMessage(2)]
  const returned = await time.run(workBatch([first, second], 120_000))
  expect(returned).toHaveLength(1)
  expect(await time.run(workBatch(returned, 120_000))).toEqual([])
  expect(Object.values(states(outside)).sort()).toEqual(['already_member', 'imported'])
  expect(wechatpay.calls()).toEqual(['import', 'query'])
})

test('what one message throws sends that message back, and its kind is logged', async () => {
  let thrown = false
  const { time, workBatch, outside } = setUp(async (port, effect) => {
    if (port !== 'look' || thrown) return await effect()
    thrown = true
    throw new TypeError('13800138000')
  })
  const messages = [ofMember(1), ofMember(2)]
  expect(await time.run(workBatch(messages, 120_000))).toEqual(messages.slice(0, 1))
  expect(outside.logged[0]).toEqual({ event: 'message_failed', facts: { message_id: 'message-1', error: 'TypeError' } })
  expect(JSON.stringify(outside.logged)).not.toContain('13800138000')
  expect(states(outside)).toEqual({ 'job-1/2': 'imported' })
})

test('a failure to hide loses no answer', async () => {
  const { time, workBatch, outside, wechatpay } = setUp(async (port, effect) => {
    if (port === 'hide') throw new Error('throttled')
    return await effect()
  })
  wechatpay.plan(undefined, 'overload')
  expect(await time.run(workBatch([ofMember(1), ofMember(2)], 120_000))).toEqual([ofMember(2)])
  expect(outside.logged.at(-1)).toEqual({ event: 'hiding_failed', facts: { error: 'Error' } })
})

test('a secret that cannot be reached sends every message back, hidden', async () => {
  const { time, workBatch, outside } = setUp(async (port, effect) => {
    if (port === 'current') throw new Error('unreachable')
    return await effect()
  })
  const messages = [ofMember(1), ofMember(2)]
  expect(await time.run(workBatch(messages, 120_000))).toEqual(messages)
  expect([...outside.hidden.values()]).toEqual([1, 1])
  expect(outside.counted).toContain('MessagesReturned unavailable')
})

describe('a message at its end in the queue is given up whatever becomes of the secret', () => {
  const old = { ...ofMember(1), sentAt: START - 13 * DAY_MS - 1 }
  const worn = { ...singleMessage(), id: 'single', receives: 990 }
  const givenUp = ({ outside }: ReturnType<typeof setUp>) => {
    expect(outside.deadLetters).toEqual([old, worn])
    expect(outside.rows.get('job-1/1')).toMatchObject({ state: 'unsettled', code: 'too_long_in_queue' })
    expect(outside.rows.size).toBe(1)
    expect([...outside.hidden.keys()]).toEqual(['handle-2'])
  }

  test('it cannot be reached', async () => {
    const world = setUp(async (port, effect) => {
      if (port === 'current') throw new Error('unreachable')
      return await effect()
    })
    expect(await world.time.run(world.workBatch([old, worn, ofMember(2)], 120_000))).toEqual([ofMember(2)])
    givenUp(world)
  })

  test('it cannot be used', async () => {
    const world = setUp()
    world.outside.secret = { version: 'v2', usable: false }
    await withSecretOf(world).credentials()
    expect(await world.time.run(world.workBatch([old, worn, ofMember(2)], 120_000))).toEqual([ofMember(2)])
    givenUp(world)
  })

  test('and is kept where that fails', async () => {
    const { time, workBatch, outside } = setUp(async (port, effect) => {
      if (port === 'current' || port === 'copy') throw new Error('unreachable')
      return await effect()
    })
    expect(await time.run(workBatch([old, worn], 120_000))).toEqual([old, worn])
    expect(outside.rows.size).toBe(0)
  })
})

describe('messages older than 12 days that come back', () => {
  const aged = (row: number, ms: number) => ({ ...ofMember(row), sentAt: START - 12 * DAY_MS - ms })

  test('are told of in the log by their number, a day before they are given up', async () => {
    const { time, workBatch, outside, wechatpay } = setUp()
    wechatpay.plan('overload', 'overload')
    const batch = [aged(1, 0), aged(2, 0), ofMember(3)]
    expect(await time.run(workBatch(batch, 120_000))).toHaveLength(2)
    expect(outside.logged).toContainEqual({ event: 'near_their_end', facts: { messages: 2 } })
  })

  test('and none that are so old to the millisecond, and none that ended', async () => {
    const { time, workBatch, outside, wechatpay } = setUp()
    wechatpay.plan(undefined, 'overload')
    expect(await time.run(workBatch([aged(1, 1), aged(2, -300)], 120_000))).toHaveLength(1)
    expect(outside.logged.map(({ event }) => event)).not.toContain('near_their_end')
  })
})

test('what has not begun when time runs out comes back, and no call is cut off', async () => {
  const { time, workBatch, outside, wechatpay } = setUp()
  const messages = Array.from({ length: 50 }, (_, index) => ofMember(index + 1))
  wechatpay.plan(...Array(50).fill('timeout_done'))
  const returned = await time.run(workBatch(messages, 20_000))
  expect(returned).toEqual(messages)
  const latest = Math.max(...wechatpay.journal.map(({ at }) => at))
  expect(latest + 10_000).toBeLessThanOrEqual(START + 17_000)
  expect(wechatpay.calls().length).toBeLessThan(50)
  expect(outside.hidden.size).toBe(50)
})

describe('a secret that cannot be used', () => {
  test('halts, and keeps every message', async () => {
    const world = setUp()
    world.outside.secret = { version: 'v2', usable: false }
    const { time, workBatch, outside, credentials } = withSecretOf(world)
    await credentials()
    const messages = [ofMember(1), sampleMessage(2, 'poison')]
    expect(await time.run(workBatch(messages, 120_000))).toEqual(messages)
    expect(outside.halts.get('credential')).toMatchObject({ reason: 'credential_broken', version: 'v2' })
    expect([...outside.hidden.values()]).toEqual([60, 60])
    expect(outside.endings).toEqual([])
  })

  test('is read at most once a minute, and logged once', async () => {
    const world = setUp()
    world.outside.secret = { version: 'v2', usable: false }
    const { time, workBatch, outside, credentials } = withSecretOf(world)
    await credentials()
    const before = outside.secretReads
    for (let batch = 0; batch < 30; batch += 1) {
      await time.run(workBatch([ofMember(1)], 120_000))
      time.advance(10_000)
    }
    expect(outside.secretReads - before).toBeLessThanOrEqual(5)
    expect(outside.logged.filter(({ event }) => event === 'halted')).toHaveLength(1)
  })

  test('and is mended as a brand credential: its brand is known from then on', async () => {
    const world = setUp()
    world.outside.secret = { version: 'v2', usable: false }
    const { time, workBatch, outside, credentials } = withSecretOf(world)
    await credentials()
    const { brand_id: _, ...request } = sampleRequest()
    outside.secret = { version: 'v3', usable: true, brandId: '1004' }
    time.advance(60_000)
    expect(await time.run(workBatch([sampleMessage(1, request)], 120_000))).toEqual([])
    expect(states(outside)).toEqual({ 'job-1/1': 'imported' })
  })
})

/** The process reads the secret as it stands outside: by a 401, as it would by its own clock. */
function withSecretOf(world: ReturnType<typeof setUp>) {
  return {
    ...world,
    async credentials() {
      world.wechatpay.plan('unauthorised', 'overload')
      await world.attempt({ row: { jobId: 'job-0', row: 1 } })
    },
  }
}
