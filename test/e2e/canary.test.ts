import { type AttributeValue, paginateScan } from '@aws-sdk/client-dynamodb'
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LOG_EVENTS } from '../../functions/signals/log-events.ts'
import { METRICS } from '../../functions/signals/metric-list.ts'
import type { Local } from '../../infra/local/start-local.ts'
import { findKeys, findLeaks } from './find-leaks.ts'
import { allEnded, control, depth, postMember, queueJob, tally, until } from './harness.ts'
import { fetchSeal } from './seal.ts'
import { startLocal } from './start-local.ts'
import { faultyMember, IDENTIFIERS, PERSONAL, tellingMember, VALUES } from './telling-member.ts'

const logs: string[] = []
let local: Local
beforeAll(async () => {
  local = await startLocal({
    simulator: ['--rate', '50'],
    stack: {
      environment: { WECHATPAY_RATE_PER_SECOND: '40', WECHATPAY_TIMEOUT_MS: '1000' },
      onLog: line => logs.push(line),
    },
  })
})
afterAll(() => local.close())

async function items(): Promise<Record<string, AttributeValue>[]> {
  const pages = await Array.fromAsync(paginateScan({ client: local.dynamodb }, { TableName: local.stack.tableName }))
  return pages.flatMap(({ Items = [] }) => Items)
}

async function deadLetters(): Promise<string[]> {
  const QueueUrl = local.stack.deadLetterQueueUrl
  const request = { QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] }
  const { Messages = [] } = await local.sqs.send(new ReceiveMessageCommand(request))
  return Messages.map(message => JSON.stringify(message))
}

async function expectNoTrace() {
  const stored = (await items()).map(item => JSON.stringify(item))
  expect(stored).not.toEqual([])
  expect(logs).not.toEqual([])
  expect(findLeaks([...logs, ...stored], VALUES)).toEqual([])
  expect(findLeaks(logs, IDENTIFIERS)).toEqual([])
  expect(findKeys([...logs, ...stored])).toEqual([])
}

describe('nothing personal is left behind by', () => {
  test('imports, at the counter and by the queue, plain and encrypted', async () => {
    expect((await postMember(local, tellingMember('a'))).status).toBe(200)
    expect((await postMember(local, tellingMember('a'))).headers.get('import-outcome')).toBe('already_member')
    const { serial, seal } = await fetchSeal(local)
    const sealed = { ...tellingMember('s'), phone_number: seal(PERSONAL.phone), user_information: {} }
    expect((await postMember(local, sealed, { 'Wechatpay-Serial': serial })).status).toBe(200)
    await queueJob(local, 'plain', [tellingMember('b'), tellingMember('c')])
    expect(tally(await allEnded(local, 'plain', 2))).toEqual({ imported: 2 })
    await expectNoTrace()
  })

  test('refusals, also one that repeats the openid', async () => {
    await control(local, 'POST', 'faults', { fault: 'unknown_refusal', openid: '-unknown' })
    const response = await postMember(local, tellingMember('unknown'))
    expect([response.status, await response.text()]).toEqual([422, expect.stringContaining('oZaunkoenig-unknown')])
    await queueJob(local, 'refused', ['unknown2', '-deleted-', '-member-', '-invalid-'].map(tellingMember))
    expect(tally(await allEnded(local, 'refused', 4))).toEqual({ rejected: 4 })
    await expectNoTrace()
  })

  test('faults of the network and of answers', async () => {
    const faults = ['reset_after', 'forged_signature', 'truncated', 'server_error', 'unauthorised', 'redirect']
    for (const fault of faults) {
      await control(local, 'POST', 'faults', { fault, count: 1, openid: `-${fault}-`, call: 'import' })
    }
    await control(local, 'POST', 'faults', { fault: 'late_work;3000', count: 1, openid: '-late-', call: 'import' })
    expect((await postMember(local, tellingMember('late'))).status).toBe(504)
    await queueJob(local, 'faulty', faults.map(tellingMember))
    expect(tally(await allEnded(local, 'faulty', faults.length))).toEqual({ imported: faults.length })
    await expectNoTrace()
  })

  test('bad input, whose faults name the rule and not the value', async () => {
    const response = await postMember(local, faultyMember())
    expect(response.status).toBe(422)
    expect(findLeaks([await response.text()], [...VALUES, ...IDENTIFIERS])).toEqual([])
    const cutOff = JSON.stringify(tellingMember('cut')).slice(0, -1)
    const cut = await postMember(local, cutOff)
    expect(findLeaks([await cut.text()], [...VALUES, ...IDENTIFIERS])).toEqual([])
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
    const letters = await deadLetters()
    expect(letters).toHaveLength(1)
    expect(findLeaks(letters, ['ZAUNdead'])).toEqual(['ZAUNdead'])
    expect(findLeaks(letters, VALUES)).toEqual([])
    await expectNoTrace()
  })
})

test('each line of the log is a metric or an event of the lists, with no other fact, and names its invocation', () => {
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
