import { expect, test } from 'vitest'
import { setUp } from './process.ts'
import { memory } from './samples.ts'

const OLD_KEY = { serial: 'PUB_KEY_ID_9' }

/** A row whose message was encrypted under a key that is not held any more, and that was opened again. */
async function setUpReopened() {
  const world = setUp()
  world.outside.strangers.add(OLD_KEY.serial)
  await world.attempt(OLD_KEY)
  world.outside.rows.delete('job-1/1')
  return world
}

test('an older copy of the message that comes after the new one is done with', async () => {
  const { attempt, outside, wechatpay } = await setUpReopened()
  expect(await attempt()).toMatchObject({ ending: { state: 'imported' } })
  expect(await attempt(OLD_KEY)).toEqual({ kind: 'ended_before' })
  expect(outside.rows.get('job-1/1')).toMatchObject({ state: 'imported' })
  expect(wechatpay.calls()).toEqual(['import'])
})

test('one that comes before the new one ends the row as before, without a call, and it can be opened again', async () => {
  const { attempt, outside, wechatpay, record } = await setUpReopened()
  expect(await attempt(OLD_KEY)).toMatchObject({ ending: { state: 'rejected', code: 'stale_wechatpay_serial' } })
  expect(await attempt()).toEqual({ kind: 'ended_before' })
  expect(wechatpay.calls()).toEqual([])
  expect(record().memory).toEqual(memory())
  outside.rows.delete('job-1/1')
  expect(await attempt()).toMatchObject({ ending: { state: 'imported' } })
})

test('one that was sent before the row was given up and opened again is asked about, not sent twice', async () => {
  const { attempt, time, outside, wechatpay } = setUp()
  wechatpay.plan('timeout_done')
  expect(await attempt()).toMatchObject({ kind: 'later', because: 'settling' })
  outside.rows.set('job-1/1', { state: 'unsettled', code: 'too_long_in_queue', attempts: 1 })
  expect(await attempt()).toEqual({ kind: 'ended_before' })
  outside.rows.delete('job-1/1')
  time.advance(20_000)
  expect(await attempt()).toMatchObject({ ending: { state: 'imported' } })
  expect(await attempt()).toEqual({ kind: 'ended_before' })
  expect(wechatpay.calls()).toEqual(['import', 'query'])
})
