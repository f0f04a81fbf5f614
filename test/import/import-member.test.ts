import { describe, expect, test } from 'vitest'
import type { Reply } from '../../functions/ports.ts'
import type { Around } from './memory-ports.ts'
import type { Fault } from './model-wechatpay.ts'
import { attemptOf, CALL_MS, KEY, queueBounds, setUp, startProcess } from './process.ts'
import { CODE, memory, sampleCard, sampleRequest } from './samples.ts'
import { START } from './virtual-time.ts'

const claim = (phase: 'sending' | 'asking') => ({ owner: 'crashed', at: START - 20_000, until: START, phase })

describe('a member', () => {
  test('is imported with one call, and both records are written, at once', async () => {
    const ports: string[] = []
    const { attempt, outside, wechatpay, record } = setUp(async (port, effect) => {
      ports.push(port)
      return await effect()
    })
    const result = await attempt()
    const ending = {
      state: 'imported',
      requestId: 'request-1',
      attempts: 1,
      openid: 'openid-0001',
      userCardCode: CODE,
    }
    expect(result).toMatchObject({ kind: 'ended', ending, reply: { kind: 'card' } })
    expect(outside.rows.get('job-1/1')).toEqual(ending)
    expect(record()).toEqual({ revision: 2, memory: memory({ importedCode: CODE }) })
    expect(outside.counted).toContain('Rows imported none')
    expect(wechatpay.calls()).toEqual(['import'])
    expect(ports).toEqual(['look', 'claim', 'take', 'send', 'report', 'finish'])
  })

  test('that has a card of that code already is on record with it', async () => {
    const { attempt, wechatpay, record } = setUp()
    wechatpay.cards.push(sampleCard())
    expect(await attempt()).toMatchObject({ ending: { state: 'already_member' } })
    expect(record()).toEqual({ revision: 3, memory: memory({ importedCode: CODE }) })
  })

  test('that WeChat Pay refuses is rejected with its code', async () => {
    const { attempt, wechatpay, outside, record } = setUp()
    wechatpay.plan({ kind: 'refused', code: 'deleted_by_user' })
    expect(await attempt()).toMatchObject({ ending: { state: 'rejected', code: 'deleted_by_user', attempts: 1 } })
    expect(outside.counted).toContain('Rows rejected deleted_by_user')
    expect(record().memory).toEqual(memory())
  })

  test('whose row has ended is not called', async () => {
    const { attempt, wechatpay } = setUp()
    await attempt()
    expect(await attempt()).toEqual({ kind: 'ended_before' })
    expect(wechatpay.calls()).toEqual(['import'])
  })

  test('in two jobs is imported once, then already a member', async () => {
    const { attempt, wechatpay, outside } = setUp()
    await attempt()
    await attempt({ row: { jobId: 'job-2', row: 9 } })
    expect(outside.rows.get('job-2/9')).toMatchObject({ state: 'already_member' })
    expect(wechatpay.calls()).toEqual(['import', 'query'])
  })

  test('that waits is let go of with what is owed', async () => {
    const { attempt, wechatpay, record } = setUp()
    wechatpay.plan('timeout_undone')
    expect(await attempt()).toEqual({ kind: 'later', at: START + CALL_MS + 1_000, because: 'settling' })
    const owed = memory({ owed: 'unknown', unclear: true, firstSentAt: START, sentAt: START, sendings: 1 })
    expect(record()).toEqual({ revision: 2, memory: owed })
  })
})

describe('an answer that is not verified', () => {
  const unverified: Reply[] = [
    { kind: 'unclear', why: 'unverified' },
    { kind: 'unclear', why: 'unverified', probe: true },
    { kind: 'unauthorised' },
    { kind: 'rate_limited' },
    { kind: 'unavailable', mayHaveWorked: true },
  ]
  test.each(unverified)('never ends a row: %o to a sending', async reply => {
    const { attempt, wechatpay, outside } = setUp()
    wechatpay.plan(reply, reply)
    expect((await attempt()).kind).toMatch(/later|halted/)
    expect(outside.endings).toEqual([])
  })

  test.each(unverified)('never ends a row: %o to a query', async reply => {
    const { attempt, wechatpay, outside, record } = setUp()
    const owed = memory({ owed: 'unknown', unclear: true, firstSentAt: 0, sentAt: 0, sendings: 3 })
    outside.members.set(KEY, { revision: 1, memory: owed })
    wechatpay.plan(reply, reply)
    expect((await attempt()).kind).toMatch(/later|halted/)
    expect(outside.endings).toEqual([])
    expect(record().memory.owed).toBe('unknown')
  })
})

describe('two receives of one message', () => {
  test('one calls, the other comes back', async () => {
    const { time, importMember, wechatpay, outside, ...world } = setUp()
    const bounds = queueBounds({ time, outside })
    const other = startProcess({ time, outside, wechatpay })
    const results = await time.run(
      Promise.all([
        importMember(attemptOf(sampleRequest()), bounds),
        other.importMember(attemptOf(sampleRequest()), bounds),
      ]),
    )
    expect(results.map(({ kind }) => kind).sort()).toEqual(['ended', 'later'])
    expect(results).toContainEqual({ kind: 'later', because: 'busy', at: expect.any(Number) })
    expect(wechatpay.calls()).toEqual(['import'])
    expect(world.record().claim).toBeUndefined()
  })

  test('a claim stands for the wait for a permit, the call and 5 s', async () => {
    const { attempt, outside } = setUp(async (port, effect) => {
      const claimed = { at: START, until: START + 20_000, phase: 'sending' }
      if (port === 'send') expect(outside.members.get(KEY)?.claim).toMatchObject(claimed)
      return await effect()
    })
    expect(await attempt()).toMatchObject({ kind: 'ended' })
  })

  test('while a claim stands, the member is busy', async () => {
    const { attempt, outside, wechatpay } = setUp()
    outside.members.set(KEY, { revision: 1, memory: memory(), claim: { ...claim('sending'), until: START + 1 } })
    expect(await attempt()).toEqual({ kind: 'later', because: 'busy', at: START + 1_000 })
    expect(wechatpay.calls()).toEqual([])
  })

  test('who was slower than its lease writes nothing, and comes back', async () => {
    let slow = true
    const { attempt, outside, wechatpay } = setUp(async (port, effect) => {
      if (port === 'finish' && slow) {
        slow = false
        const record = outside.members.get(KEY)
        if (record) outside.members.set(KEY, { ...record, claim: { ...claim('asking'), owner: 'faster' } })
      }
      return await effect()
    })
    const back = { kind: 'later', because: 'settling', at: START + 1_200 }
    expect(await attempt()).toEqual({ ...back, requestId: 'request-1' })
    expect(outside.rows.size).toBe(0)
    expect(await attempt()).toMatchObject({ kind: 'ended' })
    expect(wechatpay.calls()).toEqual(['import', 'import', 'query'])
  })

  test('who lost the member before it could ask after its own sending owes the settling all the same', async () => {
    let claims = 0
    const { attempt, outside, wechatpay } = setUp(async (port, effect) => {
      if (port === 'claim') claims += 1
      if (port === 'claim' && claims === 2) {
        outside.members.set(KEY, { revision: 7, memory: memory(), claim: { ...claim('asking'), owner: 'faster' } })
      }
      return await effect()
    })
    wechatpay.plan('unverified')
    expect(await attempt({}, { stay: 'settling', queryMs: 5_000 })).toMatchObject({
      kind: 'later',
      because: 'settling',
    })
  })

  test('a row that was given up meanwhile stays as it ended, and the member is asked about next time', async () => {
    const { attempt, outside, wechatpay, record } = setUp(async (port, effect) => {
      if (port === 'finish') outside.rows.set('job-1/1', { state: 'unsettled', code: 'too_long_in_queue', attempts: 0 })
      return await effect()
    })
    expect(await attempt()).toEqual({ kind: 'ended_before' })
    expect(outside.endings).toEqual([])
    expect(record()).toMatchObject({ memory: { owed: 'unknown', unclear: true, sendings: 0 } })
    expect(record().claim).toBeUndefined()
    outside.rows.clear()
    expect(await attempt()).toEqual({ kind: 'ended_before' })
    expect(wechatpay.calls()).toEqual(['import', 'query'])
  })
})

describe('a claim left by a crash', () => {
  test('in sending, the card made: imported by query, never sent again', async () => {
    const { attempt, outside, wechatpay, record } = setUp()
    outside.members.set(KEY, { revision: 1, memory: memory(), claim: claim('sending') })
    wechatpay.cards.push(sampleCard({ create_time: new Date(START - 15_000).toISOString() }))
    expect(await attempt()).toMatchObject({ ending: { state: 'imported', attempts: 1 } })
    expect(wechatpay.calls()).toEqual(['query'])
    expect(record()).toEqual({ revision: 3, memory: memory({ importedCode: CODE }) })
  })

  test('in sending, 404 sooner than its wait, the call and 5 s: later', async () => {
    const { attempt, outside, time } = setUp()
    outside.members.set(KEY, { revision: 1, memory: memory(), claim: { ...claim('sending'), at: START - 19_000 } })
    const back = { kind: 'later', because: 'settling', at: START + 1_000 }
    expect(await attempt()).toEqual({ ...back, requestId: 'request-1' })
    time.advance(1_000)
    expect(await attempt()).toMatchObject({ ending: { state: 'imported', attempts: 2 } })
  })

  test('in asking: the same query', async () => {
    const { attempt, outside, wechatpay } = setUp()
    const owed = memory({ owed: 'code_exists', sendings: 1 })
    outside.members.set(KEY, { revision: 5, memory: owed, claim: claim('asking') })
    wechatpay.cards.push(sampleCard())
    expect(await attempt()).toMatchObject({ ending: { state: 'already_member', attempts: 1 } })
    expect(wechatpay.calls()).toEqual(['query'])
  })

  test('of a query counts no sending', async () => {
    let crashed = false
    const { attempt, time, outside, record } = setUp(async (port, effect) => {
      if (port !== 'send' || crashed) return await effect()
      crashed = true
      throw new Error('crash')
    })
    const owed = memory({ owed: 'unknown', unclear: true, firstSentAt: START, sentAt: START, sendings: 2 })
    outside.members.set(KEY, { revision: 1, memory: owed })
    await expect(attempt()).rejects.toThrow('crash')
    expect(record()).toMatchObject({ memory: owed, claim: { phase: 'asking' } })
    time.advance(20_000)
    expect(await attempt()).toMatchObject({ ending: { state: 'imported', attempts: 3 } })
  })
})

describe('an error', () => {
  /** What the first use of a port throws once its effect is done, as after an answer that was lost. */
  function setUpBroken(broken: string) {
    let thrown = false
    return setUp(async (port, effect) => {
      const result = await effect()
      if (port !== broken || thrown) return result
      thrown = true
      throw new TypeError('13800138000')
    })
  }
  const imports = (calls: string[]) => calls.filter(call => call === 'import')

  test.each(['look', 'claim', 'take'])('at %s, before a sending can have begun, is thrown', async broken => {
    const { attempt, time, outside, untilEnd, wechatpay } = setUpBroken(broken)
    await expect(attempt()).rejects.toThrow(TypeError)
    expect(outside.logged).toEqual([])
    expect(wechatpay.calls()).toEqual([])
    time.advance(20_000)
    expect(await untilEnd()).toMatchObject({ ending: { state: 'imported' } })
    expect(imports(wechatpay.calls())).toHaveLength(1)
  })

  test.each<[string, Fault | undefined, string[]]>([
    ['send', undefined, ['import', 'query']],
    ['report', undefined, ['import', 'query']],
    ['report', 'unverified', ['import', 'query']],
    ['lengthen', 'unverified', ['import', 'query']],
    ['release', 'connection_lost', ['import', 'query']],
    ['refresh', 'unauthorised', ['import', 'query', 'import']],
  ])(
    'at %s (%s), once one may have begun, leaves the claim to be asked about after its lease',
    async (broken, fault, calls) => {
      const { attempt, outside, time, untilEnd, wechatpay } = setUpBroken(broken)
      wechatpay.plan(fault)
      expect(await attempt()).toMatchObject({ kind: 'later', because: 'settling', at: START + 20_200 })
      expect(outside.logged).toEqual([
        { event: 'attempt_failed', facts: { job_id: 'job-1', row: 1, error: 'TypeError' } },
      ])
      expect(outside.endings).toEqual([])
      time.advance(20_000)
      expect(await untilEnd()).toMatchObject({ ending: { state: 'imported' } })
      expect(wechatpay.calls()).toEqual(calls)
      expect(wechatpay.violations).toEqual([])
      expect(wechatpay.made.get('openid-0001')).toBe(1)
    },
  )

  test('at the end of a row tells nothing of that end, which stands if it was written', async () => {
    const { attempt, outside, wechatpay } = setUpBroken('finish')
    const back = { kind: 'later', because: 'settling', at: START + 20_200 }
    expect(await attempt()).toEqual({ ...back, requestId: 'request-1' })
    expect(await attempt()).toEqual({ kind: 'ended_before' })
    expect(outside.endings).toMatchObject([{ state: 'imported' }])
    expect(wechatpay.calls()).toEqual(['import'])
  })

  test('of a query that no sending of the attempt came before is thrown', async () => {
    const { attempt, outside, record } = setUpBroken('report')
    const owed = memory({ owed: 'unknown', unclear: true, firstSentAt: START, sentAt: START, sendings: 1 })
    outside.members.set(KEY, { revision: 1, memory: owed })
    await expect(attempt()).rejects.toThrow(TypeError)
    expect(record()).toMatchObject({ memory: owed, claim: { phase: 'asking' } })
  })

  test('is told where somebody waits as an outcome that is not known yet', async () => {
    const world = setUpBroken('send')
    const bounds = { permitMs: 1_500, queryMs: 5_000, stay: 'settling', deadline: START + 24_000 } as const
    expect(await world.attempt({}, bounds)).toMatchObject({ kind: 'later', because: 'settling' })
    world.time.advance(20_000)
    expect(await world.attempt({ settleOnly: true })).toMatchObject({ ending: { state: 'imported', attempts: 1 } })
    expect(world.wechatpay.calls()).toEqual(['import', 'query'])
  })
})

describe('a request that came encrypted under a key that is not held', () => {
  const serial = 'PUB_KEY_ID_9'
  const stale = { state: 'rejected', code: 'stale_wechatpay_serial' }
  function setUpStranger(around?: Around) {
    const world = setUp(around)
    world.outside.strangers.add(serial)
    return world
  }

  test('is rejected without a permit and a call, and counts as no attempt', async () => {
    const { attempt, outside, wechatpay, record } = setUpStranger()
    expect(await attempt({ serial })).toMatchObject({ kind: 'ended', ending: { ...stale, attempts: 0 } })
    expect(outside.rows.get('job-1/1')).toMatchObject(stale)
    expect(outside.rows.get('job-1/1')).not.toHaveProperty('requestId')
    expect(outside.nextSlotAt).toBe(0)
    expect(wechatpay.calls()).toEqual([])
    expect(record()).toEqual({ revision: 2, memory: memory() })
  })

  test('is refused under its claim, so that nobody else is at work on the member', async () => {
    const { attempt, outside } = setUpStranger()
    outside.members.set(KEY, { revision: 1, memory: memory(), claim: { ...claim('sending'), until: START + 1 } })
    expect(await attempt({ serial })).toMatchObject({ kind: 'later', because: 'busy' })
    expect(outside.endings).toEqual([])
  })

  test('is asked about first if a query is owed, for which its key is not needed', async () => {
    const { attempt, outside, wechatpay } = setUpStranger()
    const owed = memory({ owed: 'unknown', unclear: true, firstSentAt: 0, sentAt: 0, sendings: 2 })
    outside.members.set(KEY, { revision: 1, memory: owed })
    expect(await attempt({ serial })).toMatchObject({ kind: 'ended', ending: { ...stale, attempts: 2 } })
    expect(wechatpay.calls()).toEqual(['query'])
    outside.rows.clear()
    wechatpay.cards.push(sampleCard())
    expect(await attempt({ serial })).toMatchObject({ kind: 'ended', ending: { state: 'imported' } })
    expect(wechatpay.calls()).toEqual(['query', 'query'])
  })

  test('and whose row was given up meanwhile leaves no trace of a sending', async () => {
    const { attempt, outside, record } = setUpStranger(async (port, effect) => {
      if (port === 'finish') outside.rows.set('job-1/1', { state: 'unsettled', code: 'too_long_in_queue', attempts: 0 })
      return await effect()
    })
    expect(await attempt({ serial })).toEqual({ kind: 'ended_before' })
    expect(record()).toEqual({ revision: 2, memory: memory() })
  })

  test('that is held is imported', async () => {
    const { attempt } = setUpStranger()
    expect(await attempt({ serial: 'PUB_KEY_ID_1' })).toMatchObject({ ending: { state: 'imported', attempts: 1 } })
  })
})

describe('rows that can be opened again', () => {
  test.each(['stale_wechatpay_serial', 'unrecognised_refusal'] as const)(
    'after %s an unclear attempt is not forgotten',
    async code => {
      const { untilEnd, wechatpay, outside } = setUp()
      wechatpay.plan('gateway_done', { kind: 'refused', code })
      expect(await untilEnd()).toMatchObject({ ending: { state: 'rejected', code } })
      outside.rows.clear()
      expect(await untilEnd()).toMatchObject({ ending: { state: 'imported' } })
      expect(wechatpay.calls()).toEqual(['import', 'import', 'query'])
    },
  )
})

test('a refusal that tells what became of an unclear sending leaves nothing to be asked', async () => {
  const { untilEnd, wechatpay, record } = setUp()
  wechatpay.plan('gateway_done', { kind: 'refused', code: 'deleted_by_user' })
  expect(await untilEnd()).toMatchObject({ ending: { state: 'rejected', code: 'deleted_by_user' } })
  expect(record().memory).toEqual(memory())
})

describe('a member in two rows under two codes', () => {
  const other = { request: sampleRequest({ user_card_code: 'B-0002' }), row: { jobId: 'job-1', row: 2 } }

  test('after an unclear sending of the one, the other is rejected, and the one is still known to be ours', async () => {
    const { attempt, untilEnd, outside, time, wechatpay } = setUp()
    wechatpay.plan('timeout_done')
    await attempt()
    time.advance(20_000)
    expect(await untilEnd(other)).toMatchObject({ ending: { state: 'rejected', code: 'other_code' } })
    expect(await untilEnd()).toMatchObject({ ending: { state: 'imported' } })
    expect(outside.endings).toHaveLength(2)
    expect(wechatpay.calls()).toEqual(['import', 'query', 'import', 'query', 'list', 'query'])
  })

  test('what is owed to the one on record is not asked about the other', async () => {
    const { attempt, record, wechatpay } = setUp()
    await attempt()
    wechatpay.plan('overload')
    await attempt({ row: { jobId: 'job-2', row: 1 } })
    expect(record().memory).toEqual(memory({ owed: 'on_record', importedCode: CODE }))
    expect(await attempt(other)).toMatchObject({ ending: { state: 'rejected', code: 'other_code' } })
    expect(record().memory).toEqual(memory({ importedCode: CODE }))
    expect(wechatpay.calls()).toEqual(['import', 'query', 'import', 'query', 'list'])
  })

  test('an unclear sending of the other that came to nothing leaves the one on record', async () => {
    const { attempt, untilEnd, record, wechatpay } = setUp()
    await attempt()
    wechatpay.plan('timeout_undone')
    expect(await untilEnd(other)).toMatchObject({ ending: { state: 'rejected', code: 'other_code' } })
    expect(record().memory).toMatchObject({ owed: 'unknown', unclear: true, importedCode: CODE })
    const again = await attempt({ row: { jobId: 'job-2', row: 1 } })
    expect(again).toMatchObject({ ending: { state: 'already_member' } })
  })

  test('an old card of the one that is no more says nothing of an unclear sending of the other', async () => {
    const { attempt, untilEnd, time, wechatpay } = setUp()
    wechatpay.cards.push(sampleCard({ user_card_state: 'INVALID' }))
    wechatpay.plan('timeout_done')
    await attempt(other)
    time.advance(1_000)
    expect(await attempt()).toMatchObject({ ending: { state: 'rejected', code: 'card_invalid' } })
    expect(await untilEnd(other)).toMatchObject({ ending: { state: 'imported' } })
    expect(wechatpay.calls()).toEqual(['import', 'query', 'query'])
  })

  test('a crash while the other is sent does not make the one on record imported a second time', async () => {
    const { attempt, outside, wechatpay } = setUp()
    await attempt()
    const sending = { ...claim('sending'), until: START }
    outside.members.set(KEY, { revision: 9, memory: memory({ importedCode: CODE }), claim: sending })
    const again = await attempt({ row: { jobId: 'job-2', row: 1 } })
    expect(again).toMatchObject({ ending: { state: 'already_member' } })
    expect(wechatpay.calls()).toEqual(['import', 'query'])
  })
})
