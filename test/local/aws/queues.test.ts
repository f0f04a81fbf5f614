import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import {
  ChangeMessageVisibilityCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { CREDENTIALS, queueArn, REGION } from '../../../infra/local/aws/names.ts'
import { type Queues, startQueues } from '../../../infra/local/aws/queues.ts'

let folder: string
let queues: Queues
let client: SQSClient

const onFailure = vi.fn<(cause: unknown) => void>()

async function start() {
  queues = await startQueues({ folder, onFailure })
  client = new SQSClient({ endpoint: queues.url, region: REGION, credentials: CREDENTIALS })
}

async function stop() {
  client.destroy()
  await queues.close()
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'queues-'))
  await start()
})

afterEach(async () => {
  await stop()
  await rm(folder, { recursive: true })
})

const send = (QueueUrl: string, MessageBody: string) => client.send(new SendMessageCommand({ QueueUrl, MessageBody }))

async function receive(QueueUrl: string) {
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ['All'] }),
  )
  return Messages.map(({ Body, Attributes, ReceiptHandle }) => ({
    body: Body,
    receives: Number(Attributes?.ApproximateReceiveCount),
    ReceiptHandle,
  }))
}

test('a queue is reached at a loopback URL, also by a client that follows the queue URL', async () => {
  const url = queues.createQueue('import', { VisibilityTimeout: '30' })
  expect(new URL(url).hostname).toBe('127.0.0.1')
  expect((await client.send(new GetQueueUrlCommand({ QueueName: 'import' }))).QueueUrl).toBe(url)
  await send(url, 'hello')
  expect(await receive(url)).toMatchObject([{ body: 'hello', receives: 1 }])
  expect(await receive(url)).toEqual([])
})

test('no other address is listened on', async () => {
  const elsewhere = Object.assign(new URL(queues.url), { hostname: '127.0.0.2' })
  await expect(fetch(new URL('/health', elsewhere))).rejects.toThrow()
})

test('a message that was received too often goes to the dead-letter queue', async () => {
  const deadLetters = queues.createQueue('dead', {})
  const url = queues.createQueue('import', {
    VisibilityTimeout: '0',
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: queueArn('dead'), maxReceiveCount: 2 }),
  })
  await send(url, 'poison')
  expect(await receive(url)).toMatchObject([{ receives: 1 }])
  expect(await receive(url)).toMatchObject([{ receives: 2 }])
  expect(await receive(url)).toEqual([])
  expect(await receive(deadLetters)).toMatchObject([{ body: 'poison' }])
})

test('after a restart all messages are there, and those in flight are visible', async () => {
  const attributes = { VisibilityTimeout: '600', MessageRetentionPeriod: '1209600' }
  const before = queues.createQueue('import', attributes)
  await send(before, 'in flight')
  await receive(before)
  await send(before, 'waiting')
  await stop()
  await start()
  const after = queues.createQueue('import', { ...attributes, VisibilityTimeout: '700' })
  expect((await client.send(new GetQueueUrlCommand({ QueueName: 'import' }))).QueueUrl).toBe(after)
  const messages = await receive(after)
  expect(messages.map(({ body, receives }) => [body, receives]).sort()).toEqual([
    ['in flight', 2],
    ['waiting', 1],
  ])
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: after, AttributeNames: ['VisibilityTimeout'] }),
  )
  expect(Attributes).toEqual({ VisibilityTimeout: '700' })
})

test('a message made visible at once keeps its receive count, here and after a restart', async () => {
  const url = queues.createQueue('import', {})
  await send(url, 'hello')
  const [first] = await receive(url)
  await client.send(
    new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle: first?.ReceiptHandle, VisibilityTimeout: 0 }),
  )
  expect(await receive(url)).toMatchObject([{ body: 'hello', receives: 2 }])
  await stop()
  await start()
  expect(await receive(queues.createQueue('import', {}))).toMatchObject([{ body: 'hello', receives: 3 }])
})

test('a message that the files do not take is refused, and the failure told', async () => {
  const url = queues.createQueue('import', {})
  const other = new DatabaseSync(join(folder, 'fauxqs.db'))
  other.exec('BEGIN IMMEDIATE')
  const once = new SQSClient({ endpoint: queues.url, region: REGION, credentials: CREDENTIALS, maxAttempts: 1 })
  await expect(once.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'lost' }))).rejects.toThrow()
  expect(onFailure.mock.calls).toEqual([[expect.objectContaining({ code: 'ERR_SQLITE_ERROR', errcode: 5 })]])
  once.destroy()
  other.close()
  expect(await receive(url)).toEqual([])
})

describe('a queue that jobs share', () => {
  const sendJob = async (QueueUrl: string, job: string, count: number) => {
    for (let at = 0; at < count; at += 10) {
      const Entries = Array.from({ length: Math.min(10, count - at) }, (_, n) => ({
        Id: String(n),
        MessageBody: `${job} ${at + n}`,
        MessageAttributes: { job_id: { DataType: 'String', StringValue: job } },
      }))
      await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }))
    }
  }
  const visible = async (QueueUrl: string) => {
    const AttributeNames = ['ApproximateNumberOfMessages' as const]
    const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }))
    return Number(Attributes?.ApproximateNumberOfMessages)
  }
  /** The bodies of so many receives of ten. */
  const bodies = async (QueueUrl: string, receives: number) => {
    const received: (string | undefined)[] = []
    for (let n = 0; n < receives; n += 1) received.push(...(await receive(QueueUrl)).map(({ body }) => body))
    return received
  }

  test('gives a job of 100 its turns though 5,000 messages of another were sent before, also after a restart', async () => {
    const before = queues.createQueue('import', { VisibilityTimeout: '600' })
    await sendJob(before, 'large', 5_000)
    await sendJob(before, 'small', 100)
    const first = await bodies(before, 10)
    expect(first.filter(body => body?.startsWith('small'))).toHaveLength(50)
    expect(await visible(before)).toBe(5_000)
    await stop()
    await start()
    // What was received is visible again.
    const after = queues.createQueue('import', { VisibilityTimeout: '600' })
    expect(await visible(after)).toBe(5_100)
    const second = await bodies(after, 20)
    expect(second.filter(body => body?.startsWith('small'))).toHaveLength(100)
    expect(new Set(second).size).toBe(200)
  })

  test('takes messages without a job for a job each', async () => {
    const url = queues.createQueue('import', {})
    await sendJob(url, 'large', 20)
    for (const body of ['one', 'two', 'three']) await send(url, body)
    expect(await bodies(url, 1)).toEqual([
      'large 0',
      'one',
      'two',
      'three',
      ...[1, 2, 3, 4, 5, 6].map(n => `large ${n}`),
    ])
  })

  test('can be purged', async () => {
    const url = queues.createQueue('import', {})
    await sendJob(url, 'large', 20)
    await receive(url)
    await client.send(new PurgeQueueCommand({ QueueUrl: url }))
    expect(await visible(url)).toBe(0)
    expect(await receive(url)).toEqual([])
  })

  test('gives what is behind messages that go to the dead-letter queue', async () => {
    const deadLetters = queues.createQueue('dead', {})
    const url = queues.createQueue('import', {
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: queueArn('dead'), maxReceiveCount: 1 }),
    })
    await sendJob(url, 'poison', 10)
    for (const { ReceiptHandle } of await receive(url)) {
      await client.send(new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle, VisibilityTimeout: 0 }))
    }
    await sendJob(url, 'poison', 1)
    expect(await receive(url)).toMatchObject([{ body: 'poison 0', receives: 1 }])
    expect(await visible(deadLetters)).toBe(10)
  })
})
