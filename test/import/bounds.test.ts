import { describe, expect, test } from 'vitest'
import { attemptOf, KEY, queueBounds, setUp } from './process.ts'
import { CODE, memory, sampleCard, sampleRequest } from './samples.ts'
import { START } from './virtual-time.ts'

const claim = (phase: 'sending' | 'asking') => ({ owner: 'crashed', at: START - 20_000, until: START, phase })

describe('permit and time', () => {
  test('a permit too far away lets go of the claim', async () => {
    const { attempt, outside, wechatpay, record } = setUp()
    outside.nextSlotAt = START + 5_001
    expect(await attempt()).toEqual({ kind: 'later', because: 'no_permit', at: START + 5_001 })
    expect(record()).toEqual({ revision: 2, memory: memory() })
    expect(wechatpay.calls()).toEqual([])
  })

  test('while only probing calls are made, that is an outage and no want of permits', async () => {
    const { attempt, outside, wechatpay, record } = setUp()
    Object.assign(outside, { nextSlotAt: START + 60_000, down: true })
    expect(await attempt()).toEqual({ kind: 'later', because: 'unavailable', at: START + 60_000 })
    expect(record()).toEqual({ revision: 2, memory: memory() })
    expect(wechatpay.calls()).toEqual([])
  })

  test('a permit too far away for a query keeps what is owed', async () => {
    const { attempt, outside, record } = setUp()
    const owed = memory({ owed: 'unknown', unclear: true, sendings: 1 })
    outside.members.set(KEY, { revision: 1, memory: owed })
    outside.nextSlotAt = START + 9_000
    expect(await attempt()).toEqual({ kind: 'later', because: 'settling', at: START + 9_000 })
    expect(record().memory).toEqual(owed)
  })

  test('a permit that comes too late is not used: somebody else may have taken the member over', async () => {
    const { attempt, time, wechatpay, record } = setUp(async (port, effect) => {
      const result = await effect()
      if (port === 'take') await time.sleep(5_001)
      return result
    })
    expect(await attempt()).toMatchObject({ kind: 'later', because: 'no_permit' })
    expect(wechatpay.calls()).toEqual([])
    expect(record().memory).toEqual(memory())
  })

  test('a permit that comes as late for a query is used: nothing is sent by it', async () => {
    const { attempt, time, wechatpay, outside } = setUp(async (port, effect) => {
      const result = await effect()
      if (port === 'take') await time.sleep(5_001)
      return result
    })
    outside.members.set(KEY, { revision: 1, memory: memory({ owed: 'unknown', unclear: true, sendings: 1 }) })
    wechatpay.cards.push(sampleCard())
    expect(await attempt()).toMatchObject({ ending: { state: 'imported' } })
    expect(wechatpay.calls()).toEqual(['query'])
  })

  test('no attempt starts that cannot finish', async () => {
    const { attempt, wechatpay, record } = setUp()
    expect(await attempt({}, { deadline: START + 14_999 })).toEqual({
      kind: 'later',
      because: 'no_time',
      at: START + 1_000,
    })
    expect(record().revision).toBe(0)
    expect(wechatpay.calls()).toEqual([])
    expect(await attempt({}, { deadline: START + 15_000 })).toMatchObject({ kind: 'ended' })
  })

  test('no call starts that cannot finish, when its permit took longer than asked', async () => {
    const { attempt, time, wechatpay } = setUp(async (port, effect) => {
      const result = await effect()
      if (port === 'take') await time.sleep(4_000)
      return result
    })
    const bounds = { permitMs: 1_500, deadline: START + 12_000 }
    expect(await attempt({}, bounds)).toMatchObject({ kind: 'later', because: 'no_permit' })
    expect(wechatpay.calls()).toEqual([])
  })

  test('no page of a list starts that cannot finish', async () => {
    const { attempt, wechatpay, outside } = setUp(async (port, effect) => {
      const result = await effect()
      if (port === 'report' && outside.reports.length === 3) outside.nextSlotAt = START + 5_560
      return result
    })
    wechatpay.cards.push(...['a', 'b', 'c'].map(code => sampleCard({ user_card_code: code, card_id: 'other' })))
    wechatpay.plan({ kind: 'already', text: 'code_exists' })
    const bounds = { deadline: START + 15_550 }
    expect(await attempt({}, bounds)).toMatchObject({ kind: 'later', because: 'settling' })
    expect(wechatpay.calls()).toEqual(['import', 'query', 'list'])
    expect(outside.rows.size).toBe(0)
    expect(await attempt()).toMatchObject({ ending: { code: 'code_taken' } })
  })

  test('429 and an outage of any length do not count', async () => {
    const { wechatpay, untilEnd, record } = setUp()
    wechatpay.plan(...Array(8).fill('rate_limited'), ...Array(8).fill('overload'))
    expect(await untilEnd()).toMatchObject({ ending: { state: 'imported', attempts: 1 } })
    expect(record().memory).toEqual(memory({ importedCode: CODE }))
  })

  test('rate and outage are told apart', async () => {
    const { attempt, wechatpay } = setUp()
    wechatpay.plan('rate_limited', 'rate_limited', 'overload')
    expect(await attempt()).toMatchObject({ kind: 'later', because: 'rate_limited' })
    expect(await attempt()).toMatchObject({ kind: 'later', because: 'unavailable' })
  })
})

describe('somebody waits (HTTP)', () => {
  const stay = { permitMs: 1_500, queryMs: 5_000, stay: 'settling', deadline: START + 24_000 } as const
  const waiting = (world: ReturnType<typeof setUp>, deadline: number = stay.deadline) => {
    const { bury: _, ...bounds } = { ...queueBounds(world), ...stay, deadline }
    const { row: _row, ...attempt } = attemptOf(sampleRequest())
    return world.time.run(world.importMember(attempt, bounds))
  }

  test('one pause of 1 s, then a query', async () => {
    const world = setUp()
    world.wechatpay.plan('unverified')
    expect(await waiting(world)).toMatchObject({ kind: 'ended', ending: { state: 'imported' } })
    expect(world.wechatpay.journal.map(({ call, at }) => [call, at - START])).toEqual([
      ['import', 0],
      ['query', 1_200],
    ])
  })

  test('a timeout of the call still leaves time for the query', async () => {
    const world = setUp()
    world.wechatpay.plan('timeout_done')
    expect(await waiting(world)).toMatchObject({ kind: 'ended', ending: { state: 'imported' } })
    expect(world.time.now() - START).toBeLessThan(24_000)
  })

  test('a second pause is left to the queue', async () => {
    const world = setUp()
    world.wechatpay.plan('unverified', 'unverified')
    expect(await waiting(world)).toMatchObject({ kind: 'later', because: 'settling' })
    expect(world.wechatpay.calls()).toEqual(['import', 'query'])
    expect(world.record()).toMatchObject({ memory: { owed: 'unknown', fruitless: 1 } })
  })

  test('a card that is not there yet is left to the queue', async () => {
    const world = setUp()
    world.wechatpay.plan('timeout_done_late')
    const back = { kind: 'later', because: 'settling', at: START + 15_000 }
    expect(await waiting(world)).toEqual({ ...back, requestId: 'request-2' })
  })

  test('a pause that leaves no time for the query is not made', async () => {
    const world = setUp()
    world.wechatpay.plan('timeout_done')
    expect(await waiting(world, START + 17_499)).toEqual({ kind: 'later', because: 'settling', at: START + 11_000 })
    expect(world.time.now()).toBe(START + 10_000)
  })

  test('a pause that leaves just time for permit and query is made', async () => {
    const world = setUp()
    world.wechatpay.plan('timeout_done')
    expect(await waiting(world, START + 17_500)).toMatchObject({ ending: { state: 'imported' } })
    expect(world.wechatpay.calls()).toEqual(['import', 'query'])
  })

  test('a sending that leaves no time for its call is not begun, though a query would fit', async () => {
    const world = setUp()
    expect(await waiting(world, START + 11_499)).toMatchObject({ kind: 'later', because: 'no_time' })
    expect(world.wechatpay.calls()).toEqual([])
  })

  test('a longer pause than 1 s is left to the queue', async () => {
    const world = setUp()
    const owed = memory({ owed: 'unknown', unclear: true, firstSentAt: START, sentAt: START, sendings: 1 })
    world.outside.members.set(KEY, { revision: 1, memory: owed })
    const back = { kind: 'later', because: 'settling', at: START + 15_000 }
    expect(await waiting(world)).toEqual({ ...back, requestId: 'request-1' })
    expect(world.time.now()).toBe(START + 200)
  })

  test.each(['rate_limited', 'overload'] as const)('%s is told at once: there is nothing to ask for', async fault => {
    const world = setUp()
    world.wechatpay.plan(fault)
    expect(await waiting(world)).toMatchObject({ kind: 'later', because: expect.not.stringMatching('settling') })
    expect(world.wechatpay.calls()).toEqual(['import'])
  })

  test('unsettled is left to the queue', async () => {
    const world = setUp()
    const owed = memory({ owed: 'unknown', unclear: true, firstSentAt: 0, sentAt: 0, sendings: 3 })
    world.outside.members.set(KEY, { revision: 1, memory: owed })
    expect(await waiting(world)).toMatchObject({ kind: 'later', because: 'settling' })
    expect(world.outside.endings).toEqual([])
    expect(world.record().memory).toEqual(owed)
  })

  test('unsettled of a member on record leaves nothing to settle', async () => {
    const world = setUp()
    world.outside.members.set(KEY, { revision: 1, memory: memory({ importedCode: CODE, fruitless: 4 }) })
    world.wechatpay.plan('unverified')
    expect(await waiting(world)).toMatchObject({ kind: 'later', because: 'unavailable' })
    expect(world.outside.endings).toEqual([])
  })

  test('an outage before anything of ours is unclear leaves nothing to settle', async () => {
    const world = setUp()
    world.outside.members.set(KEY, { revision: 1, memory: memory({ importedCode: CODE }) })
    world.wechatpay.plan('overload', 'overload')
    expect(await waiting(world)).toMatchObject({ kind: 'later', because: 'unavailable' })
  })

  test('a permit more than 1.5 s away is told with its time', async () => {
    const world = setUp()
    world.outside.nextSlotAt = START + 1_501
    expect(await waiting(world)).toEqual({ kind: 'later', because: 'no_permit', at: START + 1_501 })
  })
})

describe('a message that only settles', () => {
  test('is done with if the member is at rest', async () => {
    const { attempt, wechatpay } = setUp()
    expect(await attempt({ settleOnly: true })).toEqual({ kind: 'ended_before' })
    expect(wechatpay.calls()).toEqual([])
  })

  test('asks if a query is owed, and sends again where that is due', async () => {
    const { attempt, outside, wechatpay } = setUp()
    const owed = memory({ owed: 'unknown', unclear: true, firstSentAt: 0, sentAt: 0, sendings: 1 })
    outside.members.set(KEY, { revision: 1, memory: owed })
    expect(await attempt({ settleOnly: true })).toMatchObject({ ending: { state: 'imported', attempts: 2 } })
    expect(wechatpay.calls()).toEqual(['query', 'import'])
  })

  test('does not forget a sending that was due and found no permit', async () => {
    const { attempt, outside, wechatpay } = setUp()
    const owed = memory({ owed: 'unknown', unclear: true, firstSentAt: 0, sentAt: 0, sendings: 1 })
    outside.members.set(KEY, { revision: 1, memory: owed })
    wechatpay.plan(undefined, 'rate_limited', 'rate_limited')
    expect(await attempt({ settleOnly: true })).toMatchObject({ kind: 'later', because: 'rate_limited' })
    expect(await attempt({ settleOnly: true })).toMatchObject({ ending: { state: 'imported' } })
  })

  test('asks after a claim that a crash left', async () => {
    const { attempt, outside, wechatpay } = setUp()
    outside.members.set(KEY, { revision: 1, memory: memory(), claim: claim('sending') })
    wechatpay.cards.push(sampleCard())
    expect(await attempt({ settleOnly: true })).toMatchObject({ ending: { state: 'imported' } })
    expect(wechatpay.calls()).toEqual(['query'])
  })
})
