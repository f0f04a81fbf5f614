import { afterEach, expect, test } from 'vitest'
import type { Local } from '../../infra/local/start-local.ts'
import { allEnded, depth, journal, members, postMember, queueJob, rowsOf, tally, until } from './harness.ts'
import { startLocal } from './start-local.ts'

const RATE = 50
const COUNT = 1_000
/** Fresh processes compile as they go, all on the same cores: of these calls only the outcome counts. */
const WARM_UP = 100
let local: Local

afterEach(() => local.close())

/** Tried again, because whatever else the machine does in these seconds counts as well. */
test('two containers fill the allowed rate and keep to it', { retry: 3 }, async () => {
  local = await startLocal({
    simulator: ['--rate', String(RATE), '--latency', '50-150'],
    stack: { concurrency: 2, environment: { WECHATPAY_RATE_PER_SECOND: String(RATE) } },
  })
  await queueJob(local, 'rate', members(WARM_UP + COUNT))
  expect(tally(await allEnded(local, 'rate', WARM_UP + COUNT))).toEqual({ imported: WARM_UP + COUNT })

  const calls = (await journal(local)).slice(WARM_UP)
  const refused = calls.filter(call => call.status === 429).length
  const times = calls.map(call => call.received_at_ms)
  const seconds = (Math.max(...times) - Math.min(...times)) / 1_000
  const ideal = COUNT / (0.97 * RATE)
  expect(refused).toBeLessThanOrEqual(0.005 * COUNT)
  expect(seconds / ideal).toBeLessThanOrEqual(1.05)
})

test('twenty members at the counter need not wait while two containers import a file', async () => {
  local = await startLocal({ simulator: ['--rate', '10'], stack: { concurrency: 2 } })
  await queueJob(local, 'file', members(150))
  await until(async () => ((await rowsOf(local, 'file')).length > 4 ? true : undefined))
  const statuses: number[] = []
  for (const body of members(20, '-counter-')) statuses.push((await postMember(local, body)).status)
  expect(statuses).toEqual(Array.from({ length: 20 }, () => 200))
  expect(await depth(local, local.stack.queueUrl)).toBeGreaterThan(0)
})
