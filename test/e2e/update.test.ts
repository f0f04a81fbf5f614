import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import { SendMessageCommand } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Local } from '../../infra/local/start-local.ts'
import { allEnded, depth, journal, until } from './harness.ts'
// What version 0.1.0 left in table and queue, but for the ciphertexts, whose keys live no longer than a simulator does.
import left from './recorded/0.1.0.json' with { type: 'json' }
import { fetchSeal } from './seal.ts'
import { startLocal } from './start-local.ts'

const logs: string[] = []
let local: Local

beforeAll(async () => {
  local = await startLocal({
    simulator: ['--rate', '50'],
    stack: { polls: false, environment: { WECHATPAY_RATE_PER_SECOND: '40' }, onLog: line => logs.push(line) },
  })
})
afterAll(() => local.close())

/** What a later version may add to each message; a function that does not know it passes it over. */
const UNKNOWN = {
  traceparent: { DataType: 'String', StringValue: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' },
  priority: { DataType: 'Number.int', StringValue: '7' },
  digest: { DataType: 'Binary', BinaryValue: Buffer.from('0a') },
}

async function putBack(more: object) {
  const { dynamodb, sqs, stack } = local
  const { serial, seal } = await fetchSeal(local)
  for (const item of left.items) {
    await dynamodb.send(new PutItemCommand({ TableName: stack.tableName, Item: { ...item, added_later: { S: 'x' } } }))
  }
  for (const { body, attributes } of left.messages) {
    const texts = Object.entries(attributes).map(([name, text]) => [
      name,
      { DataType: name === 'row' ? 'Number' : 'String', StringValue: text.replace('{serial}', serial) },
    ])
    await sqs.send(
      new SendMessageCommand({
        QueueUrl: stack.queueUrl,
        MessageBody: body.replace(/\{sealed ([^}]+)\}/g, (_, value: string) => seal(value)),
        MessageAttributes: { ...Object.fromEntries(texts), ...more },
      }),
    )
  }
}

describe('an update while rows are queued', () => {
  test('loses none: what the version before queued and recorded is read by this one', async () => {
    await putBack(UNKNOWN)
    local.stack.poll()
    const rows = await allEnded(local, 'spring', 5)
    expect(rows.map(({ row, state, openid }) => [row, state, openid])).toEqual(
      [1, 2, 3, 4, 5].map(row => [row, 'imported', `o-kept-00000${row}`]),
    )
    await until(async () => ((await depth(local, local.stack.queueUrl)) === 0 ? true : undefined))
    expect(await depth(local, local.stack.deadLetterQueueUrl)).toBe(0)
    expect(logs.filter(line => /message_failed|message_attributes_invalid/.test(line))).toEqual([])
  })

  test('calls nobody twice: what had ended is not called, what was under way is asked about first', async () => {
    const calls = (await journal(local)).map(({ call, openid }) => `${call} ${openid}`)
    const about = (openid: string) => calls.filter(call => call.endsWith(openid))
    expect([...about('o-kept-000001'), ...about('o-kept-000002')]).toEqual([])
    for (const n of [3, 4, 6]) expect(about(`o-kept-00000${n}`)).toEqual([`import o-kept-00000${n}`])
    expect(about('o-kept-000005')).toHaveLength(2)
    expect(about('o-kept-000005')[1]).toBe('import o-kept-000005')
  })

  test('leaves the status of the job as it was, and goes on counting', async () => {
    const response = await fetch(`${local.stack.apiUrl}/jobs/spring`)
    expect([response.status, await response.json()]).toMatchObject([
      200,
      { job_id: 'spring', state: 'ended', rows: 5, counts: { imported: 5 } },
    ])
  })
})
