import * as v from 'valibot'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Local, startLocal } from '../../infra/local/start-local.ts'
import { allEnded, control, journal, members, queueJob, tally } from './harness.ts'

const RATE = 50
const COUNT = 1_000
let local: Local

beforeAll(async () => {
  local = await startLocal({
    simulator: ['--rate', String(RATE), '--latency', '50-150'],
    stack: { concurrency: 2, environment: { WECHATPAY_RATE_PER_SECOND: String(RATE) } },
  })
})
afterAll(() => local.close())

test('two containers fill the allowed rate and keep to it', async () => {
  await queueJob(local, 'rate', members(COUNT))
  expect(tally(await allEnded(local, 'rate', COUNT))).toEqual({ imported: COUNT })

  const calls = await journal(local)
  const refused = calls.filter(call => call.status === 429).length
  const times = calls.map(call => call.received_at_ms)
  const seconds = (Math.max(...times) - Math.min(...times)) / 1_000
  const ideal = COUNT / (0.97 * RATE)
  console.info({ refused, calls: calls.length, seconds, ratio: seconds / ideal })
  expect(refused).toBeLessThanOrEqual(0.005 * COUNT)
  expect(seconds / ideal).toBeLessThanOrEqual(1.05)
})
