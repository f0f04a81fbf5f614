import { describe, expect, test } from 'vitest'
import type { Reply } from '../../functions/ports.ts'
import { attemptOf, CALL_MS, KEY, queueBounds, setUp, startProcess } from './process.ts'
import { CODE, memory, sampleCard, sampleRequest } from './samples.ts'
import { START } from './virtual-time.ts'

const claim = (phase: 'sending' | 'asking') => ({ owner: 'crashed', at: START - 20_000, until: START, phase })

describe('a member', () => {
  test('is imported with one call, and both records are written', async () => {
    const { attempt, outside, wechatpay, record } = setUp()
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
    { kind: 'unclear', why: 'probe' },
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
    const bounds = queueBounds({ time, outside, wechatpay })
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
    const back = { kind: 'later', because: 'busy', at: START + 1_200 }
    expect(await attempt()).toEqual({ ...back, requestId: 'request-1' })
    expect(outside.rows.size).toBe(0)
    expect(await attempt()).toMatchObject({ kind: 'ended' })
    expect(wechatpay.calls()).toEqual(['import', 'import', 'query'])
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
    const { attempt, outside, wechatpay } = setUp()
    outside.members.set(KEY, { revision: 1, memory: memory(), claim: claim('sending') })
    wechatpay.cards.push(sampleCard({ create_time: new Date(START - 15_000).toISOString() }))
    expect(await attempt()).toMatchObject({ ending: { state: 'imported', attempts: 1 } })
    expect(wechatpay.calls()).toEqual(['query'])
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

  test.each(['take', 'send', 'report', 'finish', 'release'])(
    'a crash at %s costs a spare query at most',
    async broken => {
      let crashed = false
      const { attempt, time, wechatpay, untilEnd } = setUp(async (port, effect) => {
        const result = await effect()
        if (port !== broken || crashed) return result
        crashed = true
        throw new Error('crash')
      })
      if (broken === 'release') wechatpay.plan('timeout_done')
      if (broken === 'finish') {
        await expect(attempt()).rejects.toThrow('crash')
        expect(await attempt()).toEqual({ kind: 'ended_before' })
        return
      }
      await expect(attempt()).rejects.toThrow('crash')
      time.advance(20_000)
      expect(await untilEnd()).toMatchObject({ ending: { state: 'imported' } })
      expect(wechatpay.calls().filter(call => call === 'import')).toHaveLength(1)
      expect(wechatpay.calls().filter(call => call === 'query')).toHaveLength(1)
    },
  )
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
