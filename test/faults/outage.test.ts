import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Local, startLocal } from '../../infra/local/start-local.ts'
import { allEnded, control, depth, members, queueJob, rowsOf, tally } from '../e2e/harness.ts'

let local: Local
beforeAll(async () => {
  local = await startLocal({
    simulator: ['--rate', '20'],
    stack: { environment: { WECHATPAY_RATE_PER_SECOND: '20', WECHATPAY_TIMEOUT_MS: '2000' } },
  })
})
afterAll(() => local.close())

test('a minute of outage, then half a minute of refusals by rate, lose nothing and end by themselves', async () => {
  await queueJob(local, 'outage', members(600))
  await sleep(10_000)
  await control(local, 'POST', 'faults', { fault: 'down' })
  await sleep(60_000)
  expect((await rowsOf(local, 'outage')).length).toBeLessThan(600)
  await control(local, 'DELETE', 'faults')
  await control(local, 'POST', 'faults', { fault: 'refuse_all' })
  await sleep(30_000)
  await control(local, 'DELETE', 'faults')

  expect(tally(await allEnded(local, 'outage', 600, 240_000))).toEqual({ imported: 600 })
  expect(await depth(local, local.stack.deadLetterQueueUrl)).toBe(0)
  expect(await control(local, 'GET', 'summary')).toMatchObject({
    cards_created: 600,
    members_created_twice: 0,
    imports_after_unclear_without_query: 0,
  })
})
