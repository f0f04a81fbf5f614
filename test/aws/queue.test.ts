import { ReceiveMessageCommand, SendMessageBatchCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createDeadLetters, createHandOver, createQueue, openQueues } from '../../functions/aws/queue.ts'
import type { QueueMessage } from '../../functions/ports.ts'
import { type Queues, startQueues } from '../../infra/local/aws/queues.ts'
import { stubAws } from './state.ts'

let queues: Queues
let client: SQSClient
let queueUrl: string

beforeEach(async () => {
  queues = await startQueues({})
  stubAws('SQS', queues.url)
  client = openQueues()
  queueUrl = queues.createQueue('import', { VisibilityTimeout: '600' })
})
afterEach(async () => {
  client.destroy()
  await queues.close()
})

async function receive() {
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] }),
  )
  return Messages.map(({ Body = '', ReceiptHandle = '', MessageAttributes = {} }) => ({
    Body,
    ReceiptHandle,
    MessageAttributes,
  }))
}

/** So many messages in the queue, all received and therefore hidden. */
async function receiveAll(count: number) {
  for (let first = 0; first < count; first += 10) {
    const Entries = Array.from({ length: Math.min(10, count - first) }, (_, at) => ({
      Id: String(at),
      MessageBody: `row ${first + at}`,
    }))
    await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }))
  }
  const received: Awaited<ReturnType<typeof receive>> = []
  while (received.length < count) received.push(...(await receive()))
  return received
}

/** How many entries each batch request of the client has. */
function watchBatches(): number[] {
  const sizes: number[] = []
  client.middlewareStack.add(
    next => async args => {
      if ('Entries' in args.input) sizes.push(args.input.Entries?.length ?? 0)
      return await next(args)
    },
    { step: 'initialize' },
  )
  return sizes
}

const message = (body: string, attributes: Record<string, string> = {}): QueueMessage => ({
  id: 'm',
  receiptHandle: 'r',
  body,
  attributes,
  sentAt: 0,
  receives: 1,
})

const string = (StringValue: string) => ({ DataType: 'String', StringValue })

describe('hiding', () => {
  test('gives every message its own time, ten a request', async () => {
    const received = await receiveAll(25)
    const batches = watchBatches()
    const shown = new Set(['row 0', 'row 9', 'row 10', 'row 24'])
    await createQueue(client, queueUrl).hide(
      received.map(({ Body, ReceiptHandle }) => ({
        receiptHandle: ReceiptHandle,
        seconds: shown.has(Body) ? 0 : 1_800,
      })),
    )
    expect(batches).toEqual([10, 10, 5])
    expect(new Set((await receive()).map(({ Body }) => Body))).toEqual(shown)
  })

  test('passes over handles that have become stale, and does the others', async () => {
    const [first, second] = await receiveAll(2)
    await createQueue(client, queueUrl).hide([
      { receiptHandle: 'stale', seconds: 0 },
      { receiptHandle: first?.ReceiptHandle ?? '', seconds: 0 },
      { receiptHandle: 'stale too', seconds: 0 },
      { receiptHandle: second?.ReceiptHandle ?? '', seconds: 0 },
    ])
    expect(await receive()).toHaveLength(2)
  })

  test('of nothing asks SQS nothing', async () => {
    const batches = watchBatches()
    await createQueue(client, queueUrl).hide([])
    expect(batches).toEqual([])
  })

  test('that SQS refuses altogether is an error', async () => {
    const hide = createQueue(client, `${queues.url}/000000000000/gone`).hide([{ receiptHandle: 'r', seconds: 1 }])
    await expect(hide).rejects.toThrow()
  })
})

test('a queue is reached where the SDK’s endpoint leads, whatever host its URL names', async () => {
  await createDeadLetters(client, 'https://sqs.invalid/000000000000/import').copy(message('there'))
  expect(await receive()).toMatchObject([{ Body: 'there' }])
})

describe('a dead letter', () => {
  test('is a copy with the same body and attributes', async () => {
    const body = '{"openid":"obLatjnx9gnqzS4myYGmLZ7LgLBA","level":"钻石会员"}'
    const attributes = { job_id: 'spring', row: '17', 'Wechatpay-Serial': 'PUB_KEY_ID_1', settle: 'true' }
    await createDeadLetters(client, queueUrl).copy(message(body, attributes))
    expect(await receive()).toMatchObject([
      {
        Body: body,
        MessageAttributes: {
          job_id: string('spring'),
          row: string('17'),
          'Wechatpay-Serial': string('PUB_KEY_ID_1'),
          settle: string('true'),
        },
      },
    ])
  })

  test('without attributes, and as large as SQS takes them, is copied whole', async () => {
    const body = 'x'.repeat(1_048_576)
    await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body }))
    expect(await receive()).toHaveLength(1)
    await createDeadLetters(client, queueUrl).copy(message(body))
    const [copy] = await receive()
    expect(copy?.Body).toBe(body)
    expect(copy?.MessageAttributes).toEqual({})
  })

  test('that could not be copied is an error, so that the message is not acknowledged', async () => {
    await expect(createDeadLetters(client, `${queues.url}/000000000000/gone`).copy(message('x'))).rejects.toThrow()
  })
})

test('a hand-over names the key and asks for settling only', async () => {
  const request = {
    brand_id: '1004',
    card_id: 'pbLatjvWOibDc5-TBnbUk1pD12o0',
    openid: 'obLatjnx9gnqzS4myYGmLZ7LgLBA',
    user_card_code: '478515832665',
    phone_number: 'ciphertext',
    date_information: { type: 'PERMANENT' as const },
    pickup_time: '2020-05-20T13:29:35.120+08:00',
  }
  await createHandOver(client, queueUrl).settleLater(request, 'PUB_KEY_ID_1')
  const [handed] = await receive()
  expect(JSON.parse(handed?.Body ?? '')).toEqual(request)
  expect(handed?.MessageAttributes).toEqual({ 'Wechatpay-Serial': string('PUB_KEY_ID_1'), settle: string('true') })
})
