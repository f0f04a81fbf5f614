import {
  ChangeMessageVisibilityCommand,
  GetQueueAttributesCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import type { SQSEvent } from 'aws-lambda'
import * as v from 'valibot'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Mapping, startEventSource } from '../../../infra/local/aws/event-source.ts'
import { CREDENTIALS, queueArn, REGION } from '../../../infra/local/aws/names.ts'
import { type Queues, startQueues } from '../../../infra/local/aws/queues.ts'
import type { Result } from '../../../infra/local/aws/runtime-api.ts'

// Processes and windows of seconds, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let queues: Queues
let client: SQSClient
let queueUrl: string
let source: { close(): Promise<void> } | undefined

beforeEach(async () => {
  queues = await startQueues({})
  client = new SQSClient({ endpoint: queues.url, region: REGION, credentials: CREDENTIALS })
  queueUrl = queues.createQueue('import', { VisibilityTimeout: '30' })
})

afterEach(async () => {
  await source?.close()
  source = undefined
  client.destroy()
  await queues.close()
})

const Event = v.custom<SQSEvent>(event => v.is(v.object({ Records: v.array(v.unknown()) }), event))

function start(invoke: (event: SQSEvent) => Promise<Result>, mapping: Partial<Mapping> = {}) {
  source = startEventSource({
    sqsUrl: queues.url,
    queueUrl,
    mapping: {
      queueArn: queueArn('import'),
      batchSize: 10,
      windowSeconds: 0,
      maximumConcurrency: 1,
      reportsItems: true,
      ...mapping,
    },
    invoke: event => invoke(v.parse(Event, event)),
  })
}

const send = async (bodies: string[]) => {
  for (let at = 0; at < bodies.length; at += 10) {
    const Entries = bodies.slice(at, at + 10).map((MessageBody, n) => ({ Id: String(n), MessageBody }))
    await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }))
  }
}

const hideFor = (seconds: number) => queues.createQueue('import', { VisibilityTimeout: String(seconds) })
const numbered = (count: number) => Array.from({ length: count }, (_, n) => String(n))

/** Messages that are in the queue at all, visible or not. */
async function left() {
  const { Attributes = {} } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['All'] }),
  )
  return Number(Attributes.ApproximateNumberOfMessages) + Number(Attributes.ApproximateNumberOfMessagesNotVisible)
}

const emptied = () => vi.waitFor(async () => expect(await left()).toBe(0), { timeout: 20_000 })
const failures = (...ids: string[]) => ({
  payload: { batchItemFailures: ids.map(itemIdentifier => ({ itemIdentifier })) },
})

test('a message arrives as Lambda hands it over, and is deleted', async () => {
  const sent = await client.send(
    new SendMessageCommand({
      QueueUrl: queueUrl,
      MessageBody: '{"名":1}',
      MessageAttributes: {
        job_id: { DataType: 'String', StringValue: 'j1' },
        row: { DataType: 'Number', StringValue: '7' },
        raw: { DataType: 'Binary', BinaryValue: Buffer.from('bytes') },
      },
    }),
  )
  const events: SQSEvent[] = []
  start(async event => {
    events.push(event)
    return { payload: null }
  })
  await emptied()
  expect(events).toEqual([
    {
      Records: [
        {
          messageId: sent.MessageId,
          receiptHandle: expect.stringMatching(/./),
          body: '{"名":1}',
          attributes: {
            ApproximateReceiveCount: '1',
            SentTimestamp: expect.stringMatching(/^\d{13}$/),
            SenderId: expect.stringMatching(/./),
            ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
          },
          messageAttributes: {
            job_id: { stringValue: 'j1', stringListValues: [], binaryListValues: [], dataType: 'String' },
            row: { stringValue: '7', stringListValues: [], binaryListValues: [], dataType: 'Number' },
            raw: { binaryValue: 'Ynl0ZXM=', stringListValues: [], binaryListValues: [], dataType: 'Binary' },
          },
          md5OfBody: sent.MD5OfMessageBody,
          md5OfMessageAttributes: sent.MD5OfMessageAttributes,
          eventSource: 'aws:sqs',
          eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:import',
          awsRegion: 'us-east-1',
        },
      ],
    },
  ])
})

test('a batch is filled over several receives, up to its size', async () => {
  await send(numbered(65))
  const sizes: number[] = []
  start(
    async event => {
      sizes.push(event.Records.length)
      return { payload: null }
    },
    { batchSize: 50, windowSeconds: 1 },
  )
  await emptied()
  expect(sizes).toEqual([50, 15])
})

test('messages that come within the window join the batch', async () => {
  const batches: string[][] = []
  start(
    async event => {
      batches.push(event.Records.map(({ body }) => body))
      return { payload: null }
    },
    { batchSize: 50, windowSeconds: 2 },
  )
  await send(['first'])
  await vi.waitFor(async () => expect(await left()).toBe(1))
  await send(['second'])
  await emptied()
  expect(batches).toEqual([['first', 'second']])
})

test('a batch ends below 6 MB', async () => {
  const big = 'x'.repeat(250_000)
  for (let n = 0; n < 40; n++) await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: big }))
  const sizes: number[] = []
  start(
    async event => {
      sizes.push(Buffer.byteLength(JSON.stringify(event)))
      return { payload: null }
    },
    { batchSize: 50, windowSeconds: 1 },
  )
  await emptied()
  expect(Math.max(...sizes)).toBeLessThan(6 * 1024 * 1024)
  expect(sizes.length).toBe(2)
})

test('only what succeeded is deleted; the rest comes back with a higher receive count', async () => {
  hideFor(1)
  await send(['good', 'bad', 'fine'])
  const seen: [string, string][][] = []
  start(async event => {
    seen.push(event.Records.map(({ body, attributes }) => [body, attributes.ApproximateReceiveCount]))
    const bad = event.Records.find(
      ({ body, attributes }) => body === 'bad' && attributes.ApproximateReceiveCount === '1',
    )
    return bad ? failures(bad.messageId) : { payload: {} }
  })
  await emptied()
  expect(seen).toEqual([
    [
      ['good', '1'],
      ['bad', '1'],
      ['fine', '1'],
    ],
    [['bad', '2']],
  ])
})

test('a failed message stays hidden for as long as the function has said', async () => {
  hideFor(1)
  await send(['later'])
  const times: number[] = []
  start(async event => {
    times.push(Date.now())
    const [record] = event.Records
    if (times.length > 1 || !record) return { payload: null }
    const { receiptHandle: ReceiptHandle, messageId } = record
    await client.send(new ChangeMessageVisibilityCommand({ QueueUrl: queueUrl, ReceiptHandle, VisibilityTimeout: 3 }))
    return failures(messageId)
  })
  await emptied()
  expect(Number(times[1]) - Number(times[0])).toBeGreaterThanOrEqual(3000)
})

test('a function that fails keeps all of its batch', async () => {
  hideFor(1)
  await send(['a', 'b'])
  const seen: number[] = []
  start(async event => {
    seen.push(event.Records.length)
    return seen.length === 1 ? { error: { errorType: 'Error', errorMessage: 'no' } } : { payload: null }
  })
  await emptied()
  expect(seen).toEqual([2, 2])
})

test('no more batches are at work at once than the maximum concurrency, and as many are', async () => {
  await send(numbered(12))
  let atWork = 0
  let most = 0
  const both = Promise.withResolvers<void>()
  start(
    async () => {
      most = Math.max(most, ++atWork)
      if (atWork === 2) both.resolve()
      await both.promise
      await new Promise(resolve => setImmediate(resolve))
      atWork--
      return { payload: null }
    },
    { batchSize: 2, maximumConcurrency: 2 },
  )
  await emptied()
  expect(most).toBe(2)
})

test('close does not wait for the end of a long poll', async () => {
  start(async () => ({ payload: null }))
  await source?.close()
  expect(await left()).toBe(0)
})
