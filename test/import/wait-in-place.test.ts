import { describe, expect, test } from 'vitest'
import type { Reply } from '../../functions/ports.ts'
import { attemptOf, KEY, queueBounds, setUp, startProcess } from './process.ts'
import { memory, sampleCard, sampleMessage, sampleRequest } from './samples.ts'
import { START } from './virtual-time.ts'

const ofMember = (row: number) => sampleRequest({ openid: `openid-${row}`, user_card_code: `A-${row}` })
const sent = ({ wechatpay }: ReturnType<typeof setUp>) => wechatpay.journal.map(({ call, at }) => [call, at - START])

/** The row is refused at 200 ms and waits until 1,200 ms. */
describe('a row of the queue that is refused by rate', () => {
  test('waits its pause of 1 s in place and takes a new permit', async () => {
    let permits = 0
    const world = setUp(async (port, effect) => {
      if (port === 'take') permits += 1
      return await effect()
    })
    world.wechatpay.plan('rate_limited')
    expect(await world.attempt()).toMatchObject({ kind: 'ended', ending: { state: 'imported', attempts: 1 } })
    expect(sent(world)).toEqual([
      ['import', 0],
      ['import', 1_200],
    ])
    expect(permits).toBe(2)
    expect(world.outside.reports).toEqual(['refused', 'answered'])
  })

  test('goes back at the second refusal, let go of, with the Request-ID of that', async () => {
    const world = setUp()
    world.wechatpay.plan('rate_limited', 'rate_limited')
    const back = { kind: 'later', because: 'rate_limited', at: START + 2_400, requestId: 'request-2' }
    expect(await world.attempt()).toEqual(back)
    expect(world.time.now()).toBe(START + 1_400)
    expect(world.record()).toEqual({ revision: 3, memory: memory() })
  })

  test('waits once, whatever the row meets in between', async () => {
    const { attempt, wechatpay } = setUp()
    wechatpay.plan('rate_limited', 'unauthorised', 'rate_limited')
    expect(await attempt()).toMatchObject({ kind: 'later', because: 'rate_limited' })
    expect(wechatpay.calls()).toEqual(['import', 'import', 'import'])
  })

  test('waits only where permit and call still fit behind the pause', async () => {
    const fitting = setUp()
    fitting.wechatpay.plan('rate_limited')
    const deadline = START + 1_200 + 5_000 + 10_000
    expect(await fitting.attempt({}, { deadline })).toMatchObject({ kind: 'ended' })

    const short = setUp()
    short.wechatpay.plan('rate_limited')
    const back = { kind: 'later', because: 'rate_limited', at: START + 1_200, requestId: 'request-1' }
    expect(await short.attempt({}, { deadline: deadline - 1 })).toEqual(back)
    expect(short.time.now()).toBe(START + 200)
    expect(short.record()).toEqual({ revision: 2, memory: memory() })
  })

  test('is not called again if its turn comes too late behind the pause', async () => {
    const world = setUp(async (port, effect) => {
      const result = await effect()
      // Three other rows fill the gate while this one pauses, and their permits take until 16 s before the deadline.
      if (port === 'take' && world.time.now() > START) await world.time.sleep(START + 101_000 - world.time.now())
      return result
    })
    world.wechatpay.plan('rate_limited')
    const attempts = [1, 2, 3, 4].map(row =>
      world.importMember(attemptOf(ofMember(row), { row: { jobId: 'job-1', row } }), {
        ...queueBounds(world),
        deadline: START + 115_999,
      }),
    )
    const [first] = await world.time.run(Promise.all(attempts))
    expect(first).toMatchObject({ kind: 'later', because: 'no_time', requestId: 'request-1' })
    expect(sent(world)).toEqual([['import', 0]])
  })

  test('does not keep other rows from their permits meanwhile', async () => {
    const world = setUp()
    world.wechatpay.plan('rate_limited', 'rate_limited', 'rate_limited')
    const messages = [1, 2, 3, 4, 5, 6].map(row => sampleMessage(row, ofMember(row)))
    expect(await world.time.run(world.workBatch(messages, 120_000))).toEqual([])
    expect(sent(world).map(([, at]) => at)).toEqual([0, 100, 200, 300, 400, 500, 1_200, 1_300, 1_400])
    expect(world.outside.rows.size).toBe(6)
  })

  test('has its claim renewed for the second call', async () => {
    const claims: unknown[] = []
    const world = setUp(async (port, effect) => {
      if (port === 'send') claims.push(world.record().claim)
      return await effect()
    })
    world.wechatpay.plan('rate_limited')
    await world.attempt()
    expect(claims).toMatchObject([
      { at: START, until: START + 20_000, phase: 'sending' },
      { at: START + 1_200, until: START + 21_200, phase: 'sending' },
    ])
  })

  test('holds its claim through the pause: another receive is busy', async () => {
    const world = setUp()
    world.wechatpay.plan('rate_limited')
    const other = startProcess(world)
    const meanwhile = world.time
      .sleep(700)
      .then(() => other.importMember(attemptOf(sampleRequest()), queueBounds(world)))
    const results = await world.time.run(
      Promise.all([world.importMember(attemptOf(sampleRequest()), queueBounds(world)), meanwhile]),
    )
    expect(results).toMatchObject([{ kind: 'ended' }, { kind: 'later', because: 'busy', at: START + 1_700 }])
    expect(sent(world)).toEqual([
      ['import', 0],
      ['import', 1_200],
    ])
  })

  test('is left to whoever took the member over while the process stood still', async () => {
    let claims = 0
    const world = setUp(async (port, effect) => {
      if (port === 'claim') claims += 1
      if (port === 'claim' && claims === 2) await world.time.sleep(25_000)
      return await effect()
    })
    world.wechatpay.plan('rate_limited')
    const other = startProcess(world)
    const takeOver = world.time
      .sleep(21_000)
      .then(() => other.importMember(attemptOf(sampleRequest()), queueBounds(world)))
    const results = await world.time.run(
      Promise.all([world.importMember(attemptOf(sampleRequest()), queueBounds(world)), takeOver]),
    )
    expect(results[0]).toEqual({ kind: 'later', because: 'busy', at: START + 27_200, requestId: 'request-1' })
    expect(results[1]).toMatchObject({ kind: 'ended', ending: { state: 'imported' } })
    expect(world.wechatpay.made.get('openid-0001')).toBe(1)
    expect(world.outside.endings).toHaveLength(1)
  })

  test('and crashes in the pause costs a query, and no sending where one is owed', async () => {
    let claims = 0
    const world = setUp(async (port, effect) => {
      if (port === 'claim') claims += 1
      if (port === 'claim' && claims === 2) throw new Error('crash')
      return await effect()
    })
    world.wechatpay.plan('rate_limited')
    expect(await world.attempt()).toMatchObject({ kind: 'later', because: 'settling', requestId: 'request-1' })
    world.time.advance(20_000)
    expect(await world.untilEnd()).toMatchObject({ ending: { state: 'imported' } })
    expect(world.wechatpay.calls()).toEqual(['import', 'query', 'import'])
    expect(world.wechatpay.violations).toEqual([])
  })

  test('meeting a halt at its second call is kept', async () => {
    const { attempt, wechatpay, record } = setUp()
    wechatpay.plan('rate_limited', { kind: 'halt', scope: 'credential', reason: 'no_permission' })
    expect(await attempt()).toMatchObject({ kind: 'halted', open: false, requestId: 'request-2' })
    expect(record()).toEqual({ revision: 3, memory: memory() })
  })
})

test('a row that goes on with a query goes ahead of those that have not begun', async () => {
  const world = setUp()
  world.wechatpay.cards.push(sampleCard({ openid: 'openid-1', user_card_code: 'A-1' }))
  const messages = Array.from({ length: 10 }, (_, nth) => sampleMessage(nth + 1, ofMember(nth + 1)))
  expect(await world.time.run(world.workBatch(messages, 120_000))).toEqual([])
  expect(world.wechatpay.calls()).toEqual([...Array(6).fill('import'), 'query', ...Array(4).fill('import')])
})

describe('what the queue does not wait out', () => {
  test('an outage', async () => {
    const { attempt, wechatpay, time } = setUp()
    wechatpay.plan('overload')
    expect(await attempt()).toMatchObject({ kind: 'later', because: 'unavailable', at: START + 1_200 })
    expect(time.now()).toBe(START + 200)
  })

  test('a query that is refused by rate', async () => {
    const { attempt, outside, wechatpay, time } = setUp()
    outside.members.set(KEY, { revision: 1, memory: memory({ owed: 'unknown', unclear: true, sendings: 1 }) })
    wechatpay.plan('rate_limited')
    expect(await attempt()).toMatchObject({ kind: 'later', because: 'settling', at: START + 1_200 })
    expect(time.now()).toBe(START + 200)
  })
})

describe('the Request-ID of what waits', () => {
  const refused = (requestId: string): Reply => ({ kind: 'unauthorised', requestId })

  test('is that of the last answer that had one', async () => {
    const { attempt, wechatpay } = setUp()
    wechatpay.plan(refused('R-1'), 'timeout_undone')
    expect(await attempt()).toMatchObject({ kind: 'later', because: 'settling', requestId: 'R-1' })
  })

  test('goes with a permit that was too far away for the next call', async () => {
    const { attempt, wechatpay, outside } = setUp(async (port, effect) => {
      if (port === 'refresh') outside.nextSlotAt = START + 60_000
      return await effect()
    })
    wechatpay.plan(refused('R-1'))
    expect(await attempt()).toEqual({ kind: 'later', because: 'no_permit', at: START + 60_000, requestId: 'R-1' })
  })

  test('is none where no answer came', async () => {
    const { attempt, wechatpay } = setUp()
    wechatpay.plan('timeout_undone')
    expect(await attempt()).not.toHaveProperty('requestId')
  })
})

describe('a halt is open', () => {
  const broken: Reply = { kind: 'halt', scope: 'credential', reason: 'no_permission' }
  const open = (owed: 'unknown' | 'accepted') => memory({ owed, unclear: true, firstSentAt: 0, sentAt: 0, sendings: 1 })

  test('where a sending of this attempt is of unclear outcome', async () => {
    const { attempt, wechatpay, record } = setUp()
    wechatpay.plan('unverified', broken)
    const bounds = { stay: 'settling', queryMs: 5_000 } as const
    expect(await attempt({}, bounds)).toMatchObject({ kind: 'halted', open: true, requestId: 'request-2' })
    expect(wechatpay.calls()).toEqual(['import', 'query'])
    expect(record().memory.owed).toBe('unknown')
  })

  test('where the sending itself brought the key under suspicion', async () => {
    const { attempt, wechatpay, outside } = setUp()
    for (const member of ['a', 'b', 'c', 'd']) outside.streaks.unverified.add(member)
    wechatpay.plan('unverified')
    const halt = { reason: 'answers_unverifiable' }
    expect(await attempt()).toMatchObject({ kind: 'halted', halt, open: true, requestId: 'request-1' })
  })

  test.each(['unknown', 'accepted'] as const)('where an earlier sending is owed a query: %s', async owed => {
    const { attempt, wechatpay, outside } = setUp()
    outside.members.set(KEY, { revision: 1, memory: open(owed) })
    wechatpay.plan(broken)
    expect(await attempt()).toMatchObject({ kind: 'halted', open: true })
  })

  test('and is not where WeChat Pay answered that nothing was done', async () => {
    const { attempt, wechatpay, outside } = setUp()
    outside.members.set(KEY, { revision: 1, memory: open('unknown') })
    wechatpay.plan(undefined, broken)
    expect(await attempt()).toMatchObject({ kind: 'halted', open: false })
    expect(wechatpay.calls()).toEqual(['query', 'import'])
  })

  test('and is not where a member on record is asked about', async () => {
    const { attempt, wechatpay, outside } = setUp()
    outside.members.set(KEY, { revision: 1, memory: memory({ importedCode: 'A-0001' }) })
    wechatpay.cards.push(sampleCard())
    wechatpay.plan(broken)
    expect(await attempt()).toMatchObject({ kind: 'halted', open: false })
    expect(wechatpay.calls()).toEqual(['query'])
  })
})
