import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Local } from '../../infra/local/start-local.ts'
import { allEnded, control, depth, member, members, postMember, queueJob, tally, until } from './harness.ts'
import { startLocal } from './start-local.ts'

let local: Local

/** The call limit is short, so that a sending of unclear outcome may be sent again after 6 s instead of 15 s. */
beforeAll(async () => {
  local = await startLocal({
    simulator: ['--rate', '50'],
    stack: { environment: { WECHATPAY_RATE_PER_SECOND: '40', WECHATPAY_TIMEOUT_MS: '1000' } },
  })
})
afterAll(() => local.close())

const unfaulted = { members_created_twice: 0, imports_after_unclear_without_query: 0 }

/** Each fault spoils the first calls about one member; the others of its job are sound. */
describe('every row of a job is imported once, whatever happens to a call', () => {
  const faults = [
    'rate_limited',
    'rate_limited_unsigned',
    'server_error',
    'server_error_unsigned',
    'bad_gateway',
    'unavailable',
    'unavailable_unsigned',
    'accepted;200',
    'accepted_dropped',
    'delay;1500',
    'reset_before',
    'reset_after',
    'late_work;5000',
    'truncated',
    'forged_signature',
    'probe_signature',
    'stale_timestamp',
    'future_timestamp',
    'unknown_serial',
    'no_signature',
    'refusal_unsigned',
    'wrong_content_type',
    'huge_body',
    'redirect',
    'unauthorised',
    'unauthorised_unsigned',
  ]

  test('each fault once, in jobs of four', { timeout: 120_000 }, async () => {
    const jobs = faults.map((fault, at) => ({ fault, job: `fault-${at}`, mark: `-${fault.replace(/\W/g, '')}-` }))
    for (const { fault, job, mark } of jobs) {
      await control(local, 'POST', 'faults', { fault, count: 1, openid: `o${mark}000002`, call: 'import' })
      await queueJob(local, job, members(4, mark))
    }
    for (const { fault, job } of jobs) {
      expect(tally(await allEnded(local, job, 4)), fault).toEqual({ imported: 4 })
    }
    expect(await control(local, 'GET', 'summary')).toMatchObject(unfaulted)
    expect(await depth(local, local.stack.deadLetterQueueUrl)).toBe(0)
  })

  test('an answer to the look-up that cannot be believed delays it', async () => {
    await control(local, 'POST', 'faults', { fault: 'reset_after', count: 1, openid: 'o-look-000001', call: 'import' })
    await control(local, 'POST', 'faults', {
      fault: 'forged_signature',
      count: 2,
      openid: 'o-look-000001',
      call: 'query',
    })
    await queueJob(local, 'look', members(2, '-look-'))
    expect(tally(await allEnded(local, 'look', 2))).toEqual({ imported: 2 })
    expect(await control(local, 'GET', 'summary')).toMatchObject(unfaulted)
  })

  test('a signed refusal of unknown text ends the row as such', async () => {
    await control(local, 'POST', 'faults', { fault: 'unknown_refusal', count: 1, openid: 'o-text-000001' })
    await queueJob(local, 'text', members(2, '-text-'))
    const rows = await allEnded(local, 'text', 2)
    expect(rows.map(({ state, code }) => [state, code])).toEqual([
      ['rejected', 'unrecognised_refusal'],
      ['imported', ''],
    ])
  })
})

describe('at the counter', () => {
  test.each([
    'reset_after',
    'forged_signature',
    'probe_signature',
    'no_signature',
    'refusal_unsigned',
    'truncated',
    'server_error',
  ])('an import whose answer is spoiled (%s) is never believed blindly', async fault => {
    const openid = `-http${fault.replace(/\W/g, '')}-`
    await control(local, 'POST', 'faults', { fault, count: 1, openid: `o${openid}`, call: 'import' })
    const first = await postMember(local, member(1, openid))
    expect([200, 504]).toContain(first.status)
    const settled = await until(async () => {
      const again = await postMember(local, member(1, openid))
      return again.status === 200 ? again.headers.get('import-outcome') : undefined
    })
    expect(['imported', 'already_member']).toContain(settled)
    expect(await control(local, 'GET', 'summary')).toMatchObject(unfaulted)
  })

  test('an outcome that is not known in time is settled by the queue', async () => {
    await control(local, 'POST', 'faults', { fault: 'late_work;3000', count: 1, openid: 'o-late-', call: 'import' })
    const response = await postMember(local, member(1, '-late-'))
    expect(response.status).toBe(504)
    expect(await response.json()).toMatchObject({ code: 'outcome_unknown', status: 504 })
    await until(async () => ((await depth(local, local.stack.queueUrl)) === 0 ? true : undefined))
    const again = await postMember(local, member(1, '-late-'))
    expect([again.status, again.headers.get('import-outcome')]).toEqual([200, 'already_member'])
    expect(await control(local, 'GET', 'summary')).toMatchObject(unfaulted)
  })
})
