import { expect, test } from 'vitest'
import { createReturnBatch } from '../../functions/import/return-batch.ts'
import { createMemoryPorts } from './memory-ports.ts'
import { createWorld } from './process.ts'
import { sampleMessage } from './samples.ts'
import { START } from './virtual-time.ts'

const messages = [sampleMessage(1), sampleMessage(2)]

test('a broken configuration halts: every message is kept and hidden, longer with the age of the halt', async () => {
  const { time, outside } = createWorld()
  const returnBatch = createReturnBatch({ ...createMemoryPorts(outside, time), clock: time })
  expect(await returnBatch(messages, 120_000)).toEqual(messages)
  const halt = { scope: 'credential', reason: 'configuration_broken', raisedAt: START, version: '' }
  expect(outside.halts.get('credential')).toEqual(halt)
  expect([...outside.hidden.values()]).toEqual([60, 60])
  time.advance(600_000)
  await returnBatch(messages, 120_000)
  expect([...outside.hidden.values()]).toEqual([600, 600])
})

test('without a table there is nothing to keep the halt in, and every message is kept all the same', async () => {
  const { time, outside } = createWorld()
  const { queue } = createMemoryPorts(outside, time)
  expect(await createReturnBatch({ clock: time, halts: undefined, queue })(messages, 120_000)).toEqual(messages)
  expect([...outside.hidden.values()]).toEqual([60, 60])
})
