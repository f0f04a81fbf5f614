import { generateKeyPairSync } from 'node:crypto'
import { expect, test, vi } from 'vitest'
import { createFreshKey } from '../../../cli/job/fresh-key.ts'
import type { SealingKey } from '../../../cli/job/send-rows.ts'

const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
const old: SealingKey = { serial: 'PUB_KEY_ID_1', key: publicKey }
const fresh: SealingKey = { serial: 'PUB_KEY_ID_2', key: publicKey }

function setUp(read: () => Promise<SealingKey>) {
  const time = { now: 0 }
  const reading = vi.fn<() => Promise<SealingKey>>(read)
  return { time, reading, key: createFreshKey(old, reading, () => time.now) }
}

test('the key is read again after five minutes, and not before', async () => {
  const { time, reading, key } = setUp(async () => fresh)
  time.now = 299_999
  expect([await key(), reading.mock.calls.length]).toEqual([old, 0])
  time.now = 300_000
  expect([await key(), reading.mock.calls.length]).toEqual([fresh, 1])
  expect([await key(), reading.mock.calls.length]).toEqual([fresh, 1])
})

test('where it cannot be read the one in hand serves on, and is read again later', async () => {
  const { time, reading, key } = setUp(async () => {
    throw new Error('halted')
  })
  time.now = 300_000
  expect(await key()).toBe(old)
  time.now = 600_000
  reading.mockResolvedValue(fresh)
  expect(await key()).toBe(fresh)
})
