import { describe, expect, test } from 'vitest'
import type { QueueMessage } from '../../functions/ports.ts'
import type { Around } from './memory-ports.ts'
import { KEY, setUp } from './process.ts'
import { CODE, memory, sampleCard, sampleMessage, sampleRequest, singleMessage } from './samples.ts'
import { START } from './virtual-time.ts'

const DAY_MS = 86_400_000
const UNCLEAR = memory({
  owed: 'unknown',
  unclear: true,
  firstSentAt: START - 60_000,
  sentAt: START - 60_000,
  sendings: 1,
})
const claim = { owner: 'other', at: START - 20_000, until: START, phase: 'sending' } as const

/** A world in which job-1 is cancelled, and what its ports were used for. */
function setUpCancelled(around: Around = async (_, effect) => await effect()) {
  const used: string[] = []
  const world = setUp(async (port, effect) => {
    used.push(port)
    return await around(port, effect)
  })
  world.outside.cancelled.add('job-1')
  return { ...world, used }
}

describe('a row of a cancelled job with nothing unclear', () => {
  test.each([
    ['was never called', undefined],
    ['was refused by rate', memory({ sendings: 0 })],
    ['is of a member on record', memory({ importedCode: CODE })],
    ['is of a member on record whose query was not answered yet', memory({ owed: 'on_record', importedCode: CODE })],
  ])('that %s is acknowledged without a call or a write', async (_, known) => {
    const { attempt, outside, used } = setUpCancelled()
    if (known) outside.members.set(KEY, { revision: 1, memory: known })
    expect(await attempt()).toEqual({ kind: 'ended_before' })
    expect(used).toEqual(['look'])
  })

  test('is acknowledged whatever halts', async () => {
    const { attempt, outside } = setUpCancelled()
    const halt = { scope: 'credential', reason: 'no_permission', raisedAt: START, version: 'v1' } as const
    outside.halts.set('credential', halt)
    expect(await attempt()).toEqual({ kind: 'ended_before' })
  })

  test.each(['sending', 'asking'] as const)(
    'waits while its member is claimed (%s): its own sending may be at work',
    async phase => {
      const { attempt, outside, used } = setUpCancelled()
      outside.members.set(KEY, { revision: 1, memory: memory(), claim: { ...claim, phase, until: START + 1 } })
      expect(await attempt()).toEqual({ kind: 'later', because: 'busy', at: START + 1_000 })
      expect(used).toEqual(['look'])
    },
  )

  test('of another job is imported', async () => {
    const { attempt } = setUpCancelled()
    expect(await attempt({ row: { jobId: 'job-2', row: 1 } })).toMatchObject({ ending: { state: 'imported' } })
  })
})

describe('a row of a cancelled job with an unclear attempt is settled by query only', () => {
  test('the card is there: imported', async () => {
    const { attempt, outside, wechatpay } = setUpCancelled()
    outside.members.set(KEY, { revision: 1, memory: UNCLEAR })
    wechatpay.cards.push(sampleCard({ create_time: new Date(START - 60_000).toISOString() }))
    expect(await attempt()).toMatchObject({ kind: 'ended', ending: { state: 'imported', attempts: 1 } })
    expect(wechatpay.calls()).toEqual(['query'])
  })

  test('404 sooner than call limit + 5 s after sending: later, and asked again', async () => {
    const { attempt, outside, wechatpay, time, record } = setUpCancelled()
    outside.members.set(KEY, { revision: 1, memory: { ...UNCLEAR, sentAt: START } })
    expect(await attempt()).toMatchObject({ kind: 'later', because: 'settling', at: START + 15_000 })
    expect(record().memory).toMatchObject({ owed: 'unknown' })
    time.advance(15_000)
    expect(await attempt()).toEqual({ kind: 'ended_before' })
    expect(wechatpay.calls()).toEqual(['query', 'query'])
  })

  test.each([1, 3])('404 after that, %d sendings: no record, the member let go of, nothing owed', async sendings => {
    const { attempt, outside, record, wechatpay } = setUpCancelled()
    outside.members.set(KEY, { revision: 1, memory: { ...UNCLEAR, sendings, fruitless: 2 } })
    expect(await attempt()).toEqual({ kind: 'ended_before' })
    expect(wechatpay.calls()).toEqual(['query'])
    expect([outside.rows.size, outside.endings, outside.logged]).toEqual([0, [], []])
    const { owed: _, ...known } = UNCLEAR
    expect(record()).toEqual({ revision: 3, memory: { ...known, sendings: 0, fruitless: 0 } })
  })

  test('a claim that a crash left in sending: asked, never sent', async () => {
    const { untilEnd, outside, wechatpay, record } = setUpCancelled()
    outside.members.set(KEY, { revision: 1, memory: memory(), claim })
    expect(await untilEnd()).toEqual({ kind: 'ended_before' })
    expect(wechatpay.calls()).toEqual(['query'])
    expect(record().claim).toBeUndefined()
  })

  test('502 or 503, after which a row is sent again otherwise: asked', async () => {
    const { attempt, untilEnd, outside, wechatpay } = setUpCancelled()
    outside.cancelled.clear()
    wechatpay.plan('gateway_done')
    expect(await attempt()).toMatchObject({ kind: 'later', because: 'unavailable' })
    outside.cancelled.add('job-1')
    expect(await untilEnd()).toMatchObject({ ending: { state: 'imported' } })
    expect(wechatpay.calls()).toEqual(['import', 'query'])
  })

  test('202: asked until the card is there', async () => {
    const { attempt, untilEnd, outside, wechatpay } = setUpCancelled()
    outside.cancelled.clear()
    wechatpay.plan('accepted')
    await attempt()
    outside.cancelled.add('job-1')
    expect(await untilEnd()).toMatchObject({ ending: { state: 'imported' } })
    expect(wechatpay.calls().filter(call => call === 'import')).toHaveLength(1)
  })

  test.each([
    ['code_exists', 'code_taken', []],
    ['effective_card', 'other_code', [sampleCard({ user_card_code: 'B-0002' })]],
  ] as const)('%s: ends as %s, by the list', async (owed, code, cards) => {
    const { attempt, outside, wechatpay } = setUpCancelled()
    outside.members.set(KEY, { revision: 1, memory: memory({ owed, sendings: 1 }) })
    wechatpay.cards.push(...cards)
    expect(await attempt()).toMatchObject({ ending: { state: 'rejected', code } })
    expect(wechatpay.calls()).toEqual(['query', 'list'])
  })

  test('answers that cannot be verified: unsettled after five, as without the cancel', async () => {
    const { untilEnd, outside, wechatpay } = setUpCancelled()
    outside.members.set(KEY, { revision: 1, memory: UNCLEAR })
    wechatpay.plan('unverified', 'probe', 'unverified', 'not_this_card', 'unverified')
    expect(await untilEnd()).toMatchObject({ ending: { state: 'unsettled', code: 'answers_unverifiable' } })
    expect(wechatpay.calls()).toEqual(Array(5).fill('query'))
  })

  test('429, an outage and a halt: it waits, with what is owed kept', async () => {
    const { attempt, outside, wechatpay, record } = setUpCancelled()
    outside.members.set(KEY, { revision: 1, memory: UNCLEAR })
    wechatpay.plan('overload', 'unauthorised', 'unauthorised')
    expect(await attempt()).toMatchObject({ kind: 'later', because: 'settling' })
    expect(await attempt()).toMatchObject({ kind: 'halted', open: true })
    expect(record()).toMatchObject({ memory: UNCLEAR })
    expect(await attempt()).toMatchObject({ kind: 'halted' })
    expect(wechatpay.calls()).toEqual(['query', 'query', 'query'])
  })

  test('an unclear sending under another code stays known: the row that made it is imported', async () => {
    const { attempt, untilEnd, outside, time, wechatpay } = setUpCancelled()
    const other = { request: sampleRequest({ user_card_code: 'B-0002' }), row: { jobId: 'job-2', row: 1 } }
    wechatpay.plan('timeout_done')
    expect(await attempt(other)).toMatchObject({ kind: 'later', because: 'settling' })
    time.advance(20_000)
    expect(await attempt()).toEqual({ kind: 'ended_before' })
    expect(await untilEnd(other)).toMatchObject({ ending: { state: 'imported', userCardCode: 'B-0002' } })
    expect(outside.endings).toHaveLength(1)
  })
})

describe('cancelled while a row is at work', () => {
  test.each(['claim', 'take', 'send', 'finish'])('at %s: the row still ends, and is recorded', async moment => {
    const { attempt, outside, wechatpay } = setUp(async (port, effect) => {
      if (port === moment) outside.cancelled.add('job-1')
      return await effect()
    })
    expect(await attempt()).toMatchObject({ kind: 'ended', ending: { state: 'imported' } })
    expect(outside.rows.get('job-1/1')).toMatchObject({ state: 'imported' })
    expect(wechatpay.calls()).toEqual(['import'])
  })
})

describe('a message of a cancelled job', () => {
  const old = (message: QueueMessage): QueueMessage => ({ ...message, sentAt: START - 13 * DAY_MS - 1 })
  function setUpWork() {
    const world = setUpCancelled()
    const { time, workMessage } = world
    const work = (message: QueueMessage, context = {}) =>
      time.run(workMessage(message, { deadline: START + 117_000, ...context }))
    return { ...world, work }
  }

  test('that is refused for its faults is acknowledged without a record', async () => {
    const { work, outside } = setUpWork()
    expect(await work(sampleMessage(1, 'poison'))).toEqual({ kind: 'ended_before' })
    expect([outside.rows.size, outside.deadLetters, outside.logged, outside.counted]).toEqual([0, [], [], []])
    await work(sampleMessage(1, 'poison', { job_id: 'job-2' }))
    expect(outside.rows.get('job-2/1')).toMatchObject({ state: 'rejected', code: 'not_json' })
  })

  test('at its end is acknowledged without a record and a copy', async () => {
    const { work, outside } = setUpWork()
    expect(await work(old(sampleMessage(1)))).toEqual({ kind: 'ended_before' })
    expect([outside.rows.size, outside.deadLetters, outside.logged, outside.counted]).toEqual([0, [], [], []])
  })

  test('at its end with an unclear attempt, which nobody can settle any more, is kept as unsettled', async () => {
    const { work, outside } = setUpWork()
    outside.members.set(KEY, { revision: 1, memory: UNCLEAR })
    const message = old(sampleMessage(1))
    await work(message)
    expect(outside.rows.get('job-1/1')).toMatchObject({ state: 'unsettled', code: 'too_long_in_queue', attempts: 1 })
    expect(outside.deadLetters).toEqual([message])
  })

  test('a single import has no job, and is imported', async () => {
    const { work } = setUpWork()
    expect(await work(singleMessage())).toMatchObject({ kind: 'ended', ending: { state: 'imported' } })
  })
})
