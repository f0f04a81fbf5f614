import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Local, startLocal } from '../../infra/local/start-local.ts'
import { allEnded, journal, members, queueJob, tally } from '../e2e/harness.ts'

const RATE = 10
const SECONDS = 60

let local: Local
beforeAll(async () => {
  local = await startLocal({
    simulator: ['--rate', String(RATE), '--latency', '50-250'],
    stack: { environment: { WECHATPAY_RATE_PER_SECOND: String(RATE) } },
  })
})
afterAll(() => local.close())

test('the allowed rate is filled for a minute, and hardly ever exceeded', async () => {
  const count = RATE * (SECONDS + 10)
  await queueJob(local, 'rate', members(count))
  expect(tally(await allEnded(local, 'rate', count))).toEqual({ imported: count })

  const calls = await journal(local)
  const begun = (calls[0]?.received_at_ms ?? 0) + 2_000
  const within = calls.filter(({ received_at_ms: at }) => at >= begun && at < begun + SECONDS * 1_000)
  const refused = within.filter(({ status }) => status === 429).length
  process.stderr.write(`${within.length} calls in ${SECONDS} s at ${RATE}/s, ${refused} of them refused\n`)
  expect(within.length - refused).toBeGreaterThanOrEqual(0.98 * 0.97 * RATE * SECONDS)
  expect(refused).toBeLessThanOrEqual(0.005 * within.length)
})
