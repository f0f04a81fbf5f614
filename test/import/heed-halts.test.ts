import { describe, expect, test } from 'vitest'
import type { Halt } from '../../functions/ports.ts'
import { CALL_MS, createWorld, KEY, setUp, startProcess } from './process.ts'
import { CARD, memory, sampleMessage, sampleRequest } from './samples.ts'
import { START } from './virtual-time.ts'

const halt = (changes: Partial<Halt> = {}): Halt => ({
  scope: 'credential',
  reason: 'no_permission',
  raisedAt: START,
  version: 'v1',
  ...changes,
})
const halted = (world: ReturnType<typeof setUp>) => world.outside.logged.filter(({ event }) => event === 'halted')

describe('a halt that stands', () => {
  test.each([
    ['of the credential', 'credential'],
    ['of the brand', 'brand#1004'],
    ['of the template', `template#${CARD}`],
  ] as const)('%s: the row is neither called nor ended', async (_, scope) => {
    const { attempt, outside, wechatpay, record } = setUp()
    const standing = halt({ scope })
    outside.halts.set(scope, standing)
    expect(await attempt()).toEqual({ kind: 'halted', halt: standing })
    expect(wechatpay.calls()).toEqual([])
    expect(outside.endings).toEqual([])
    expect(record().revision).toBe(0)
  })

  test.each(['brand#9999', 'template#card-template-2'] as const)('of %s does not stop other rows', async scope => {
    const { attempt, outside } = setUp()
    outside.halts.set(scope, halt({ scope }))
    expect(await attempt()).toMatchObject({ kind: 'ended' })
  })

  test('of the credential ends by itself once the secret has another version', async () => {
    const { attempt, outside, time } = setUp()
    outside.halts.set('credential', halt())
    outside.secret = { version: 'v2', usable: true }
    time.advance(60_000)
    expect(await attempt()).toMatchObject({ kind: 'ended' })
    expect(outside.halts.size).toBe(0)
    const facts = { scope: 'credential', reason: 'no_permission' }
    expect(outside.logged).toContainEqual({ event: 'halt_ended', facts })
  })

  test('of the credential stays while the newest version cannot be used', async () => {
    const { attempt, outside, time } = setUp()
    outside.halts.set('credential', halt())
    outside.secret = { version: 'v2', usable: false }
    time.advance(60_000)
    expect(await attempt()).toMatchObject({ kind: 'halted' })
  })

  test('has the secret read at most once a minute', async () => {
    const { attempt, outside, time } = setUp()
    outside.halts.set('credential', halt())
    const reads: number[] = []
    for (let second = 0; second <= 180; second += 10) {
      await attempt()
      reads.push(outside.secretReads)
      time.advance(10_000)
    }
    expect(reads[5]).toBe(0)
    expect(reads[6]).toBe(1)
    expect(reads.at(-1)).toBe(3)
  })

  test.each(['brand#1004', `template#${CARD}`] as const)('of %s does not end with the version', async scope => {
    const { attempt, outside, time } = setUp()
    outside.halts.set(scope, halt({ scope }))
    outside.secret = { version: 'v2', usable: true }
    time.advance(60_000)
    expect(await attempt()).toMatchObject({ kind: 'halted' })
    expect(outside.halts.size).toBe(1)
    expect(outside.secretReads).toBe(0)
  })
})

describe('while the secret is read again for one row, the others of its batch wait for that reading', () => {
  const messages = [1, 2, 3].map(row =>
    sampleMessage(row, sampleRequest({ openid: `openid-${row}`, user_card_code: `A-${row}` })),
  )
  /** The secret takes 300 ms to read, and a minute has passed since it was. */
  function setUpReading(secret: { version: string; usable: boolean }, reading = async () => {}) {
    const world = setUp(async (port, effect) => {
      if (port === 'refresh') {
        await world.time.sleep(300)
        await reading()
      }
      return await effect()
    })
    world.time.advance(60_000)
    world.outside.secret = secret
    return { ...world, work: () => world.time.run(world.workBatch(messages, 120_000)) }
  }

  test('mended: the halt that stands ends for all of them', async () => {
    const { work, outside } = setUpReading({ version: 'v2', usable: true })
    outside.halts.set('credential', halt())
    expect(await work()).toEqual([])
    expect([...outside.rows.values()].map(({ state }) => state)).toEqual(Array(3).fill('imported'))
    expect(outside.secretReads).toBe(1)
    expect(outside.halts.size).toBe(0)
  })

  test('mended: none of those that would raise it does', async () => {
    const { work, outside, wechatpay } = setUpReading({ version: 'v2', usable: true })
    wechatpay.plan(...Array(3).fill({ kind: 'halt', scope: 'credential', reason: 'credential_broken' }))
    expect(await work()).toEqual(messages)
    expect([...outside.hidden.values()]).toEqual([1, 1, 1])
    expect(outside.secretReads).toBe(1)
    expect(outside.halts.size).toBe(0)
    expect(outside.logged).toEqual([])
  })

  test('not mended: all are halted, after one reading', async () => {
    const { work, outside, wechatpay } = setUpReading({ version: 'v1', usable: true })
    outside.halts.set('credential', halt({ raisedAt: START + 60_000 }))
    expect(await work()).toEqual(messages)
    expect([...outside.hidden.values()]).toEqual([60, 60, 60])
    expect(outside.secretReads).toBe(1)
    expect(wechatpay.calls()).toEqual([])
  })

  test('not to be reached: all come back, and go by the version in hand for the next minute', async () => {
    const readings: number[] = []
    const { work, outside, time, wechatpay } = setUpReading({ version: 'v2', usable: true }, async () => {
      readings.push(time.now())
      if (readings.length === 1) throw new Error('unreachable')
    })
    outside.halts.set('credential', halt())
    expect(await work()).toEqual(messages)
    expect([...outside.hidden.values()]).toEqual([1, 1, 1])
    expect(await work()).toEqual(messages)
    expect([...outside.hidden.values()]).toEqual([61, 61, 61])
    expect(wechatpay.calls()).toEqual([])
    time.advance(60_000)
    expect(await work()).toEqual([])
    expect(readings).toHaveLength(2)
  })
})

describe('a halt is raised', () => {
  test.each([
    ['credential', 'no_permission', 'credential'],
    ['brand', 'brand_not_authorised', 'brand#1004'],
    ['template', 'template_invalid', `template#${CARD}`],
  ] as const)('for the %s (%s), and the row is kept', async (scope, reason, full) => {
    const { attempt, outside, wechatpay, record } = setUp()
    wechatpay.plan({ kind: 'halt', scope, reason })
    const standing = { scope: full, reason, raisedAt: START + 200, version: 'v1' }
    expect(await attempt()).toEqual({ kind: 'halted', halt: standing, open: false, requestId: 'request-1' })
    expect(outside.halts.get(full)).toEqual(standing)
    expect(outside.endings).toEqual([])
    expect(record()).toEqual({ revision: 2, memory: memory() })
  })

  test('keeping what is owed', async () => {
    const { attempt, outside, wechatpay, record } = setUp()
    const owed = memory({ owed: 'unknown', unclear: true, sendings: 1 })
    outside.members.set(KEY, { revision: 1, memory: owed })
    wechatpay.plan({ kind: 'halt', scope: 'template', reason: 'template_invalid' })
    expect(await attempt()).toMatchObject({ kind: 'halted' })
    expect(record().memory).toEqual(owed)
  })

  test('and logged once, without brand and card, however many rows meet its reason', async () => {
    const world = setUp()
    world.wechatpay.plan(...Array(3).fill({ kind: 'halt', scope: 'template', reason: 'template_invalid' }))
    await world.attempt()
    world.outside.halts.delete(`template#${CARD}`)
    const facts = { scope: 'template', reason: 'template_invalid' }
    expect(halted(world)).toEqual([{ event: 'halted', facts }])
    await world.time.run(world.heed.raise('brand#1004', 'no_permission'))
    world.time.advance(1_000)
    await world.time.run(world.heed.raise('brand#1004', 'no_permission'))
    expect(halted(world).slice(1)).toEqual([{ event: 'halted', facts: { scope: 'brand', reason: 'no_permission' } }])
  })

  test('for a brand whatever has become of the secret, which is not read for it', async () => {
    const { attempt, outside, wechatpay, time } = setUp()
    time.advance(60_000)
    outside.secret = { version: 'v2', usable: true }
    wechatpay.plan({ kind: 'halt', scope: 'brand', reason: 'brand_not_authorised' })
    expect(await attempt()).toMatchObject({ kind: 'halted', halt: { version: 'v1' } })
    expect(outside.secretReads).toBe(0)
  })

  test('unless the secret has been mended meanwhile: the row goes on later', async () => {
    const { attempt, outside, wechatpay, time } = setUp()
    time.advance(60_000)
    wechatpay.plan({ kind: 'halt', scope: 'credential', reason: 'credential_broken' })
    outside.secret = { version: 'v2', usable: true }
    expect(await attempt()).toMatchObject({ kind: 'later', because: 'unavailable' })
    expect(outside.halts.size).toBe(0)
    expect(await attempt()).toMatchObject({ kind: 'ended' })
  })
})

describe('401', () => {
  test('has the secret read once, and the call made again', async () => {
    const { attempt, outside, wechatpay } = setUp()
    wechatpay.plan('unauthorised')
    expect(await attempt()).toMatchObject({ ending: { state: 'imported', attempts: 1 } })
    expect(outside.secretReads).toBe(1)
    expect(wechatpay.calls()).toEqual(['import', 'import'])
  })

  test('again: halt, the row kept', async () => {
    const { attempt, outside, wechatpay, record } = setUp()
    wechatpay.plan('unauthorised', 'unauthorised')
    expect(await attempt()).toMatchObject({ kind: 'halted', halt: { reason: 'signature_refused' } })
    expect(outside.secretReads).toBe(1)
    expect(record()).toEqual({ revision: 3, memory: memory() })
  })

  test('on a query: the same, and the query stays owed', async () => {
    const { attempt, outside, wechatpay, record } = setUp()
    const owed = memory({ owed: 'accepted', unclear: true, sendings: 1 })
    outside.members.set(KEY, { revision: 1, memory: owed })
    wechatpay.plan('unauthorised', 'unauthorised')
    expect(await attempt()).toMatchObject({ kind: 'halted' })
    expect(wechatpay.calls()).toEqual(['query', 'query'])
    expect(record().memory).toEqual(owed)
  })
})

describe('a key that WeChat Pay does not accept', () => {
  test('under which the row came: rejected after one refresh', async () => {
    const { attempt, outside, wechatpay } = setUp()
    wechatpay.plan('serial_refused', 'serial_refused')
    const ending = { state: 'rejected', code: 'stale_wechatpay_serial' }
    expect(await attempt({ serial: 'PUB_KEY_ID_OLD' })).toMatchObject({ kind: 'ended', ending })
    expect(outside.secretReads).toBe(1)
    expect(outside.halts.size).toBe(0)
  })

  test('that is our own: halt after one refresh', async () => {
    const { attempt, wechatpay } = setUp()
    wechatpay.plan('serial_refused', 'serial_refused')
    expect(await attempt()).toMatchObject({ kind: 'halted', halt: { reason: 'wechatpay_key_refused' } })
  })
})

describe('a wrong WeChat Pay key', () => {
  test('halts after answers to five members, keeps every row, and goes on once the secret is mended', async () => {
    const { outside, wechatpay, time, workBatch } = setUp()
    const messages = Array.from({ length: 8 }, (_, index) =>
      sampleMessage(index + 1, sampleRequest({ openid: `openid-${index}`, user_card_code: `A-${index}` })),
    )
    wechatpay.plan(...Array(8).fill('unverified'))
    const returned = await time.run(workBatch(messages, 120_000))
    expect(returned).toEqual(messages)
    expect(outside.halts.get('credential')).toMatchObject({ reason: 'answers_unverifiable', version: 'v1' })
    expect(outside.rows.size).toBe(0)

    outside.secret = { version: 'v2', usable: true }
    time.advance(60_000)
    wechatpay.plan(...Array(8).fill(undefined))
    expect(await time.run(workBatch(messages, 120_000))).toEqual([])
    expect([...outside.rows.values()].map(({ state }) => state)).toEqual(Array(8).fill('imported'))
    expect(wechatpay.violations).toEqual([])
  })

  test('probes to any number of members do not halt', async () => {
    const { outside, wechatpay, time, workBatch } = setUp()
    const messages = Array.from({ length: 8 }, (_, index) =>
      sampleMessage(index + 1, sampleRequest({ openid: `openid-${index}`, user_card_code: `A-${index}` })),
    )
    wechatpay.plan(...Array(8).fill('probe'))
    expect(await time.run(workBatch(messages, 120_000))).toHaveLength(8)
    expect(outside.halts.size).toBe(0)
  })

  test('a row is not given up as unsettled in the moment that its key comes under suspicion', async () => {
    const { attempt, outside, wechatpay, record } = setUp()
    const owed = memory({ owed: 'unknown', unclear: true, sendings: 1, fruitless: 4 })
    outside.members.set(KEY, { revision: 1, memory: owed })
    for (const member of ['a', 'b', 'c', 'd']) outside.streaks.unverified.add(member)
    wechatpay.plan('unverified')
    expect(await attempt()).toMatchObject({ kind: 'halted', halt: { reason: 'answers_unverifiable' } })
    expect(outside.endings).toEqual([])
    expect(record().memory.owed).toBe('unknown')
  })
})

test('twenty refusals of unknown text: each row ends, and the halt stands', async () => {
  const { outside, wechatpay, time, workBatch } = setUp()
  const messages = Array.from({ length: 20 }, (_, index) =>
    sampleMessage(index + 1, sampleRequest({ openid: `openid-${index}`, user_card_code: `A-${index}` })),
  )
  wechatpay.plan(...Array(20).fill({ kind: 'refused', code: 'unrecognised_refusal' }))
  expect(await time.run(workBatch(messages, 120_000))).toEqual([])
  expect(outside.endings.map(({ code }) => code)).toEqual(Array(20).fill('unrecognised_refusal'))
  expect(outside.halts.get('credential')).toMatchObject({ reason: 'refusals_unrecognised' })
})

test('a halt that one process raised stops another', async () => {
  const world = createWorld()
  const [first, second] = [startProcess(world), startProcess(world)]
  world.wechatpay.plan({ kind: 'halt', scope: 'credential', reason: 'no_permission' })
  await world.time.run(first.workBatch([sampleMessage(1)], 120_000))
  const returned = await world.time.run(second.workBatch([sampleMessage(1)], 10 * CALL_MS))
  expect(returned).toHaveLength(1)
  expect(world.wechatpay.calls()).toEqual(['import'])
})
