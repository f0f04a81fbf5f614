import { describe, expect, test } from 'vitest'
import type { Call, Reply } from '../../functions/ports.ts'
import type { Around } from './memory-ports.ts'
import { setUp } from './process.ts'
import { CARD, CODE, OPENID, sampleCard, sampleRequest } from './samples.ts'
import { START } from './virtual-time.ts'

const importing: Call = { name: 'import', request: sampleRequest() }
const querying: Call = { name: 'query', brandId: '1004', cardId: CARD, openid: OPENID, userCardCode: CODE }
const NONE = { unverified: 0, unrecognised: 0 }
const LIMITS = { permitMs: 5_000, callMs: 10_000 }

function setUpAsk(around?: Around) {
  const world = setUp(around)
  const { time, ask, wechatpay, outside } = world
  return {
    ...world,
    /** One call whose reply is given; the streaks stand as they do outside. */
    async reply(reply: Reply, { call = importing, member = 'member-1' } = {}) {
      wechatpay.plan(reply)
      const { unverified, unrecognised } = outside.streaks
      return await time.run(ask(call, { key: member }, { unverified: unverified.size, unrecognised }, LIMITS))
    },
  }
}

const unverified: Reply = { kind: 'unclear', why: 'unverified' }
const unknownText: Reply = { kind: 'refused', code: 'unrecognised_refusal' }
const card: Reply = { kind: 'card', card: sampleCard() }

describe('the pacer is told', () => {
  test.each<[string, Reply]>([
    ['answered', card],
    ['answered', { kind: 'absent' }],
    ['answered', unverified],
    ['answered', { kind: 'unclear', why: 'not_this_card' }],
    ['answered', { kind: 'unauthorised' }],
    ['refused', { kind: 'rate_limited' }],
    ['failed', { kind: 'unavailable', mayHaveWorked: false }],
    ['failed', { kind: 'unclear', why: 'timeout' }],
    ['failed', { kind: 'unclear', why: 'connection_lost' }],
    ['failed', { kind: 'unclear', why: 'server_error' }],
  ])('%s (%o)', async (result, given) => {
    const { reply, outside } = setUpAsk()
    await reply(given)
    expect(outside.reports).toEqual([result])
  })
})

test('of a call that could not be signed the pacer hears nothing: no outage of WeChat Pay follows from it', async () => {
  const { reply, outside } = setUpAsk()
  expect(await reply({ kind: 'unsigned' })).toMatchObject({ reply: { kind: 'unsigned' } })
  expect(outside.reports).toEqual([])
})

test('the call waits for its permit, and is dated by it', async () => {
  const { time, ask, outside, wechatpay } = setUp()
  outside.nextSlotAt = START + 3_000
  let permittedAt = 0
  const permitted = () => {
    permittedAt = time.now()
  }
  expect(await time.run(ask(querying, { key: 'member' }, NONE, { ...LIMITS, permitted }))).toEqual({
    reply: { kind: 'absent', requestId: 'request-1' },
    sentAt: START + 3_000,
  })
  expect(permittedAt).toBe(START + 3_000)
  expect(wechatpay.calls()).toEqual(['query'])
})

test('without a permit in time there is no call', async () => {
  const { time, ask, outside, wechatpay } = setUp()
  outside.nextSlotAt = START + 5_001
  expect(await time.run(ask(querying, { key: 'member' }, NONE, LIMITS))).toEqual({
    notBefore: START + 5_001,
    down: false,
  })
  outside.down = true
  expect(await time.run(ask(querying, { key: 'member' }, NONE, LIMITS))).toEqual({
    notBefore: START + 5_001,
    down: true,
  })
  expect(wechatpay.calls()).toEqual([])
  expect(outside.reports).toEqual([])
})

test('no permit is asked for once it is too late to start', async () => {
  const { time, ask, outside } = setUp()
  const late = await time.run(ask(querying, { key: 'member' }, NONE, { ...LIMITS, startBy: START - 1 }))
  expect(late).toEqual({ notBefore: START, down: false })
  expect(outside.nextSlotAt).toBe(0)
  expect(await time.run(ask(querying, { key: 'member' }, NONE, { ...LIMITS, startBy: START }))).toHaveProperty('reply')
})

test('a permit is waited for no longer than a call may start', async () => {
  const { time, ask, outside } = setUp()
  outside.nextSlotAt = START + 2_000
  const late = await time.run(ask(querying, { key: 'member' }, NONE, { ...LIMITS, startBy: START + 1_999 }))
  expect(late).toEqual({ notBefore: START + 2_000, down: false })
  expect(time.now()).toBe(START)
})

describe('answers that fail verification', () => {
  test('to five different members running raise the alarm', async () => {
    const { reply, outside } = setUpAsk()
    const asked = []
    for (const member of ['a', 'b', 'c', 'd', 'e']) asked.push(await reply(unverified, { member }))
    expect(asked.map(one => 'alarm' in one)).toEqual([false, false, false, false, true])
    expect(asked.at(-1)).toMatchObject({ alarm: 'answers_unverifiable' })
    expect(outside.streaks.unverified.size).toBe(0)
  })

  test('count once a member', async () => {
    const { reply } = setUpAsk()
    for (let times = 0; times < 10; times += 1) expect(await reply(unverified)).not.toHaveProperty('alarm')
  })

  test.each<[string, Reply, Call]>([
    ['an imported card', card, importing],
    ['404', { kind: 'absent' }, querying],
    ['a list', { kind: 'cards', cards: [], total: 0 }, { name: 'list', openid: OPENID, offset: 0 }],
    ['a refusal', { kind: 'refused', code: 'openid_invalid' }, importing],
    ['an "already"', { kind: 'already', text: 'code_exists' }, importing],
    ['202', { kind: 'accepted' }, importing],
  ])('are forgotten after a verified answer: %s', async (_, verified, call) => {
    const { reply, outside } = setUpAsk()
    await reply(unverified)
    await reply(verified, { call })
    expect(outside.streaks.unverified.size).toBe(0)
  })

  test.each<Reply>([
    { kind: 'unclear', why: 'unverified', probe: true },
    { kind: 'unclear', why: 'timeout' },
    { kind: 'unavailable', mayHaveWorked: true },
    { kind: 'rate_limited' },
    { kind: 'unauthorised' },
  ])('neither grow nor are forgotten by %o', async other => {
    const { reply, outside } = setUpAsk()
    await reply(unverified)
    await reply(other, { member: 'member-2' })
    expect([...outside.streaks.unverified]).toEqual(['member-1'])
  })
})

test('a sound answer costs no write where nothing is running', async () => {
  let writes = 0
  const { reply } = setUpAsk(async (port, effect) => {
    if (port === 'clear' || port === 'lengthen') writes += 1
    return await effect()
  })
  await reply(card)
  await reply({ kind: 'refused', code: 'openid_invalid' })
  expect(writes).toBe(0)
})

describe('refusals of unknown text', () => {
  test('twenty running raise the alarm, whoever they are of', async () => {
    const { reply, outside } = setUpAsk()
    for (let times = 1; times < 20; times += 1) expect(await reply(unknownText)).not.toHaveProperty('alarm')
    expect(await reply(unknownText)).toMatchObject({ alarm: 'refusals_unrecognised' })
    expect(outside.streaks.unrecognised).toBe(0)
  })

  test('start anew after an import', async () => {
    const { reply, outside } = setUpAsk()
    await reply(unknownText)
    await reply(card)
    expect(outside.streaks.unrecognised).toBe(0)
  })

  test.each<[string, Reply, Call]>([
    ['a card shown by query', card, querying],
    ['a refusal of known text', { kind: 'refused', code: 'openid_invalid' }, importing],
  ])('do not end with %s', async (_, other, call) => {
    const { reply, outside } = setUpAsk()
    await reply(unknownText)
    await reply(other, { call })
    expect(outside.streaks.unrecognised).toBe(1)
  })
})
