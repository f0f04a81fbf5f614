import { describe, expect, test } from 'vitest'
import { createGiveIn } from '../../functions/import/give-in.ts'
import { createReturnBatch } from '../../functions/import/return-batch.ts'
import type { QueueMessage } from '../../functions/ports.ts'
import { type Around, createMemoryPorts } from './memory-ports.ts'
import { createWorld, KEY } from './process.ts'
import { memory, sampleMessage, sampleRequest, singleMessage } from './samples.ts'
import { START } from './virtual-time.ts'

const DAY_MS = 86_400_000
const messages = [sampleMessage(1), sampleMessage(2)]
const member = { openid: 'openid-0001', userCardCode: 'A-0001' }
const ending = { state: 'unsettled', code: 'too_long_in_queue', attempts: 0, ...member }
const old = (message: QueueMessage): QueueMessage => ({ ...message, sentAt: START - 13 * DAY_MS - 1 })

function setUpReturn(around?: Around) {
  const { time, outside } = createWorld()
  const ports = createMemoryPorts(outside, time, around)
  const returnBatch = createReturnBatch({ ...ports, clock: time, giveIn: createGiveIn(ports) })
  const run = (batch: QueueMessage[]) => time.run(returnBatch(batch, 120_000))
  return { time, outside, run, events: () => outside.logged.map(({ event }) => event) }
}

function throwingAt(...broken: string[]): Around {
  return async (port, effect) => {
    if (broken.includes(port)) throw new TypeError('13800138000')
    return await effect()
  }
}

test('a broken configuration halts: every message is kept and hidden, longer with the age of the halt', async () => {
  const { time, outside, run } = setUpReturn()
  expect(await run(messages)).toEqual(messages)
  const halt = { scope: 'credential', reason: 'configuration_broken', raisedAt: START, version: '' }
  expect(outside.halts.get('credential')).toEqual(halt)
  expect([...outside.hidden.values()]).toEqual([60, 60])
  expect(outside.recorded).toContainEqual({ name: 'HaltsStanding', value: 1 })
  expect(outside.counted).toContain('MessagesReturned halted')
  time.advance(600_000)
  await run(messages)
  expect([...outside.hidden.values()]).toEqual([600, 600])
})

test('the halt is logged when it is raised, and not again', async () => {
  const { time, outside, run } = setUpReturn()
  await run(messages)
  time.advance(600_000)
  await run(messages)
  const facts = { scope: 'credential', reason: 'configuration_broken' }
  expect(outside.logged).toEqual([{ event: 'halted', facts }])
})

test('a halt that stands for another reason is not raised again', async () => {
  const { outside, run, events } = setUpReturn()
  const halt = { scope: 'credential', reason: 'no_permission', raisedAt: START - 120_000, version: 'v1' } as const
  outside.halts.set('credential', halt)
  expect(await run(messages)).toEqual(messages)
  expect(outside.halts.get('credential')).toBe(halt)
  expect([...outside.hidden.values()]).toEqual([120, 120])
  expect(events()).toEqual([])
})

describe('a message at its end in the queue', () => {
  test.each([
    ['sent 13 days ago', old(sampleMessage(1))],
    ['received 990 times', { ...sampleMessage(1), receives: 990 }],
  ])('%s is copied, then its row recorded as unsettled, and it does not come back', async (_, message) => {
    const { outside, run } = setUpReturn(async (port, effect) => {
      if (port === 'finish') expect(outside.deadLetters).toEqual([message])
      return await effect()
    })
    expect(await run([message, sampleMessage(2)])).toEqual([sampleMessage(2)])
    expect(outside.deadLetters).toEqual([message])
    expect([...outside.rows]).toEqual([['job-1/1', ending]])
    expect([...outside.hidden.keys()]).toEqual(['handle-2'])
    expect(outside.counted).toContain('Rows unsettled too_long_in_queue')
  })

  test('of no row, or of half a row, or that cannot be read, is copied', async () => {
    const { outside, run } = setUpReturn()
    const batch = [singleMessage(), singleMessage(undefined, { job_id: 'job-1' }), singleMessage('poison')].map(old)
    expect(await run(batch)).toEqual([])
    expect(new Set(outside.deadLetters)).toEqual(new Set(batch))
    expect(outside.rows.size).toBe(0)
  })

  test('tells the sendings that its member is remembered for, where its brand is known', async () => {
    const { outside, run } = setUpReturn()
    outside.members.set(KEY, { revision: 1, memory: memory({ owed: 'unknown', unclear: true, sendings: 2 }) })
    const { brand_id: _, ...ofBrand } = sampleRequest()
    await run([old(sampleMessage(1)), old(sampleMessage(2, ofBrand))])
    expect(outside.rows.get('job-1/1')).toEqual({ ...ending, attempts: 2 })
    expect(outside.rows.get('job-1/2')).toEqual({ state: 'unsettled', code: 'too_long_in_queue', attempts: 0 })
  })

  test('of a cancelled job is done with, unless a sending of its member is of unclear outcome', async () => {
    const { outside, run } = setUpReturn()
    outside.cancelled.add('job-1')
    expect(await run([old(sampleMessage(1))])).toEqual([])
    expect([outside.rows.size, outside.deadLetters.length]).toEqual([0, 0])
    outside.members.set(KEY, { revision: 1, memory: memory({ unclear: true }) })
    expect(await run([old(sampleMessage(1))])).toEqual([])
    expect(outside.rows.get('job-1/1')).toEqual(ending)
    expect(outside.deadLetters).toHaveLength(1)
  })

  test('whose row has ended leaves that end as it is', async () => {
    const { outside, run } = setUpReturn()
    const before = { state: 'imported', attempts: 1 } as const
    outside.rows.set('job-1/1', before)
    expect(await run([old(sampleMessage(1))])).toEqual([])
    expect(outside.rows.get('job-1/1')).toBe(before)
    expect(outside.counted).toEqual(['HaltsRaised configuration_broken'])
  })

  test.each(['copy', 'finish'])('is kept where it cannot be given up: %s', async broken => {
    const { outside, run } = setUpReturn(throwingAt(broken))
    const batch = [old(sampleMessage(1)), sampleMessage(2)]
    expect(await run(batch)).toEqual(batch)
    expect(outside.rows.size).toBe(0)
    expect(outside.hidden.size).toBe(2)
    expect(outside.logged).toContainEqual({ event: 'giving_in_failed', facts: { error: 'TypeError' } })
    expect(JSON.stringify(outside.logged)).not.toContain('13800138000')
  })
})

describe('what fails is logged, and loses no message', () => {
  test('raising: without a record of the halt every message is kept, and hidden longer with its receives', async () => {
    const { outside, run } = setUpReturn(throwingAt('raise'))
    const batch = [sampleMessage(1), { ...sampleMessage(2), receives: 13 }]
    expect(await run(batch)).toEqual(batch)
    expect([...outside.hidden.values()]).toEqual([60, 240])
    expect(outside.logged[0]).toEqual({ event: 'raising_failed', facts: { error: 'TypeError' } })
  })

  test('raising: a message at its end is given up all the same', async () => {
    const { outside, run } = setUpReturn(throwingAt('raise'))
    expect(await run([old(sampleMessage(1))])).toEqual([])
    expect(outside.rows.get('job-1/1')).toEqual(ending)
  })

  test('hiding', async () => {
    const { run, events } = setUpReturn(throwingAt('hide'))
    expect(await run(messages)).toEqual(messages)
    expect(events()).toEqual(['halted', 'hiding_failed'])
  })

  test('everything', async () => {
    const { outside, run } = setUpReturn(throwingAt('raise', 'hide', 'copy', 'finish', 'look'))
    const batch = [old(sampleMessage(1)), sampleMessage(2)]
    expect(await run(batch)).toEqual(batch)
    expect(outside.deadLetters).toEqual([])
  })
})
