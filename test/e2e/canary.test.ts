import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { SendMessageCommand } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LOG_EVENTS } from '../../functions/signals/log-events.ts'
import { METRICS } from '../../functions/signals/metric-list.ts'
import { findLeaks, leaksIn, type Sinks } from './find-leaks.ts'
import { allEnded, control, depth, postMember, queueJob, tally, until } from './harness.ts'
import { fetchSeal } from './seal.ts'
import { faultyMember, IDENTIFIERS, PERSONAL, tellingMember } from './telling-member.ts'
import { type Watched, watchSinks } from './watch-sinks.ts'

const CUT = ['reset_before', 'reset_after', 'truncated']
const LATE = ['rate_limited_unsigned', 'accepted;500']
const ODD = ['flipped_bit', 'huge_body']

/** Every line so far. */
const logs: string[] = []
let watched: Watched
let local: Watched['local']
beforeAll(async () => {
  watched = await watchSinks()
  local = watched.local
})
afterAll(() => watched.close())

/** `written`: sinks into which something must have been written, so that the search of them is one. */
async function expectNoTrace(...written: (keyof Sinks)[]) {
  const sinks = await watched.drain()
  for (const sink of ['log', 'item', ...written] as const) expect(sinks[sink]).not.toEqual([])
  logs.push(...sinks.log, ...sinks.metric)
  const canaries = watched.canaries()
  expect(canaries.signatures.length).toBeGreaterThan(0)
  expect(leaksIn(sinks, canaries)).toEqual([])
  expect(findLeaks([...sinks.log, ...sinks.metric], IDENTIFIERS)).toEqual([])
  return sinks
}

const post = async (member: unknown, headers: Record<string, string> = {}) =>
  await watched.hear(await postMember(local, member, headers))

describe('nothing personal is left behind by', () => {
  test('imports, at the counter and by the queue, plain and encrypted', async () => {
    expect((await post(tellingMember('a'))).status).toBe(200)
    expect((await post(tellingMember('a'))).headers.get('import-outcome')).toBe('already_member')
    const { serial, seal } = await fetchSeal(local)
    const sealed = { ...tellingMember('s'), phone_number: seal(PERSONAL.phone), user_information: {} }
    expect((await post(sealed, { 'Wechatpay-Serial': serial })).status).toBe(200)
    await queueJob(local, 'plain', [tellingMember('b'), tellingMember('c')])
    expect(tally(await allEnded(local, 'plain', 2))).toEqual({ imported: 2 })
    await expectNoTrace()
  })

  test('refusals, also one that repeats the openid', async () => {
    await control(local, 'POST', 'faults', { fault: 'unknown_refusal', openid: '-foreign' })
    const { status, text } = await post(tellingMember('foreign'))
    expect([status, text]).toEqual([422, expect.stringContaining('oZaunkoenig-foreign')])
    await queueJob(local, 'refused', ['foreign2', '-deleted-', '-member-', '-invalid-'].map(tellingMember))
    expect(tally(await allEnded(local, 'refused', 4))).toEqual({ rejected: 4 })
    await expectNoTrace('error', 'metric')
  })

  /** Fewer than five that cannot be verified in one job: more of them running would halt it. */
  test.each([
    ['servers', [...CUT, ...LATE, 'server_error', 'bad_gateway', 'unauthorised', 'forged_signature', 'redirect']],
    ['answers', [...ODD, 'stale_timestamp', 'no_signature', 'unknown_serial', 'probe_signature', 'wrong_content_type']],
  ])('faults of %s', async (what, faults) => {
    const mark = (fault: string) => `-${fault.replace(/;.*/, '')}-`
    for (const fault of faults) {
      await control(local, 'POST', 'faults', { fault, count: 1, openid: mark(fault), call: 'import' })
    }
    await queueJob(local, what, faults.map(mark).map(tellingMember))
    expect(tally(await allEnded(local, what, faults.length))).toEqual({ imported: faults.length })
    await expectNoTrace('metric')
  })

  test('what is handed over to the queue to be settled, or cannot be', async () => {
    const { SQS } = watched.recorders
    for (const [mark, isDown] of [
      ['late', false],
      ['later', true],
    ] as const) {
      await control(local, 'POST', 'faults', { fault: 'late_work;3000', count: 1, openid: `-${mark}-`, call: 'import' })
      SQS.cut(isDown)
      expect((await post(tellingMember(mark))).status).toBe(504)
    }
    SQS.cut(false)
    await expectNoTrace('message', 'error')
  })

  test.each(['DYNAMODB', 'SECRETS_MANAGER'] as const)('an outage of %s', async service => {
    await control(local, 'POST', 'faults', { fault: 'unauthorised', count: 1, openid: `-${service}-`, call: 'import' })
    watched.recorders[service].cut(true)
    expect((await post(tellingMember(service))).status).toBeGreaterThanOrEqual(500)
    watched.recorders[service].cut(false)
    await expectNoTrace('error')
  })

  test('bad input, whose faults name the rule and not the value', async () => {
    const faulty = await post(faultyMember())
    expect(faulty.status).toBe(422)
    const cutOff = JSON.stringify(tellingMember('cut')).slice(0, -1)
    const cut = await post(cutOff)
    expect(findLeaks([faulty.text, cut.text], IDENTIFIERS)).toEqual([])
    const numeric = { ...tellingMember('n'), phone_number: Number(PERSONAL.phone) }
    await queueJob(local, 'bad', [faultyMember(), cutOff, numeric])
    expect(tally(await allEnded(local, 'bad', 3))).toEqual({ rejected: 3 })
    await expectNoTrace()
  })

  test('a dead letter of what was encrypted', async () => {
    const { serial, seal } = await fetchSeal(local)
    const body = JSON.stringify({ ...tellingMember('dead'), phone_number: seal(PERSONAL.phone), user_information: {} })
    const text = (StringValue: string) => ({ DataType: 'String', StringValue })
    const MessageAttributes = { 'Wechatpay-Serial': text(serial), job_id: text('half') }
    await local.sqs.send(
      new SendMessageCommand({ QueueUrl: local.stack.queueUrl, MessageBody: body, MessageAttributes }),
    )
    await until(async () => ((await depth(local, local.stack.deadLetterQueueUrl)) === 1 ? true : undefined))
    const { 'dead letter': letters } = await expectNoTrace('dead letter')
    expect(findLeaks(letters, ['ZAUNdead'])).toEqual(['ZAUNdead'])
  })
})

test('each line of the log is a metric or an event of the lists, with no other fact, and names its invocation', async () => {
  // The last invocation writes its metrics when it ends, which is after its dead letter was there.
  await until(async () => {
    const { log, metric } = await watched.drain()
    logs.push(...log, ...metric)
    return logs.some(line => line.includes('RefusedMessages')) ? true : undefined
  })
  const metrics = new Set<string>()
  const calls = []
  for (const line of logs.map(text => Object(JSON.parse(text)))) {
    if ('_aws' in line) {
      expect(line.service).toBe('local')
      for (const { Metrics } of line._aws.CloudWatchMetrics) for (const { Name } of Metrics) metrics.add(Name)
      continue
    }
    const { level: _, message, timestamp: __, service: ___, sampling_rate: ____, function_request_id, ...facts } = line
    const [, event] = Object.entries(LOG_EVENTS).find(([name]) => name === message) ?? []
    expect([message, event]).toEqual([message, expect.anything()])
    expect(Object.keys(event?.entries ?? {})).toEqual(expect.arrayContaining(Object.keys(facts)))
    expect(function_request_id).toMatch(/^[\da-f-]{36}$/)
    if (message === 'call') calls.push(facts)
  }
  const named = Object.keys(METRICS)
  expect(named).toEqual(expect.arrayContaining([...metrics]))
  // What the faults above have to have set off.
  const expected = [
    'Rows',
    'RefusedMessages',
    'CallTime',
    'PermitWait',
    'FailedCalls',
    'VerificationFailures',
    'Unknowns',
  ]
  expect([...metrics]).toEqual(expect.arrayContaining([...expected, 'Settlements', 'SecretReads', 'HaltsStanding']))
  expect(calls).toContainEqual(
    expect.objectContaining({ job_id: 'plain', row: 1, call: 'import', reply: 'card', request_id: expect.any(String) }),
  )
})

test('no bundle holds anything that could write into a trace', async () => {
  for (const name of ['http', 'queue']) {
    const { inputs } = JSON.parse(await readFile(join(import.meta.dirname, `../../dist/${name}/metafile.json`), 'utf8'))
    expect(Object.keys(inputs).filter(path => /undici/.test(path))).not.toEqual([])
    expect(Object.keys(inputs).filter(path => /x-?ray|tracer|opentelemetry/i.test(path))).toEqual([])
  }
})
