import { constants, generateKeyPairSync, privateDecrypt } from 'node:crypto'
import { type Message, ReceiveMessageCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type OutgoingRow, sendRows } from '../../../cli/job/send-rows.ts'
import { CREDENTIALS, REGION } from '../../../infra/local/aws/names.ts'
import { type Queues, startQueues } from '../../../infra/local/aws/queues.ts'

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
const JOB = { id: 'spring', key: async () => ({ serial: 'PUB_KEY_ID_1', key: publicKey }) }

let queues: Queues
let client: SQSClient
let url: string

beforeEach(async () => {
  queues = await startQueues({})
  const credentials = CREDENTIALS
  client = new SQSClient({ endpoint: queues.url, region: REGION, credentials, useQueueUrlAsEndpoint: false })
  url = queues.createQueue('import', { VisibilityTimeout: '600' })
})
afterEach(async () => {
  client.destroy()
  await queues.close()
})

async function* rows(count: number): AsyncGenerator<OutgoingRow> {
  for (let row = 1; row <= count; row += 1) {
    yield { row, request: { openid: `o${row}`, phone_number: `1390000000${row}` } }
  }
}

async function receiveAll(): Promise<Message[]> {
  const found: Message[] = []
  for (;;) {
    const request = { QueueUrl: url, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] }
    const { Messages = [] } = await client.send(new ReceiveMessageCommand(request))
    if (Messages.length === 0) return found
    found.push(...Messages)
  }
}

const waits: number[] = []
const ports = (taken: (rows: readonly number[]) => void = () => {}) => ({
  taken,
  sleep: async (ms: number) => void waits.push(ms),
})

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at)
const ascending = (values: number[]) => values.sort((a, b) => a - b)

test('each row is a message of the job, with its row, under the serial of the key', async () => {
  expect(await sendRows(rows(125), JOB, { client, url }, ports())).toBe(125)
  const messages = await receiveAll()
  const attributes = messages.map(({ MessageAttributes = {} }) =>
    Object.fromEntries(Object.entries(MessageAttributes).map(([name, { StringValue }]) => [name, StringValue])),
  )
  expect(ascending(attributes.map(({ row }) => Number(row)))).toEqual(numbers(1, 125))
  for (const { job_id, 'Wechatpay-Serial': serial } of attributes)
    expect([job_id, serial]).toEqual(['spring', 'PUB_KEY_ID_1'])
})

test('personal fields leave encrypted, the others as they are', async () => {
  await sendRows(rows(1), JOB, { client, url }, ports())
  const [message] = await receiveAll()
  const { phone_number: phone, ...rest } = JSON.parse(message?.Body ?? '')
  expect(rest).toEqual({ openid: 'o1' })
  const padding = { key: privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' }
  expect(privateDecrypt(padding, Buffer.from(phone, 'base64')).toString()).toBe('13900000001')
})

test('a job is a message group, so that a long one does not hold up a short one', async () => {
  const send = vi.spyOn(client, 'send')
  await sendRows(rows(11), JOB, { client, url }, ports())
  const batches = send.mock.calls.map(([command]) =>
    command instanceof SendMessageBatchCommand ? (command.input.Entries ?? []) : [],
  )
  expect(batches.map(entries => entries.length)).toEqual([10, 1])
  const groups = batches.flat().map(({ MessageGroupId }) => MessageGroupId)
  expect(new Set(groups)).toEqual(new Set(['spring']))
})

test('no rows are no request', async () => {
  const send = vi.spyOn(client, 'send')
  expect(await sendRows(rows(0), JOB, { client, url }, ports())).toBe(0)
  expect(send).not.toHaveBeenCalled()
})

describe('rows that SQS does not take', () => {
  const refusal = { Code: 'InternalError', Message: 'about 13900000002' }

  test('for a moment are sent again, and they alone', async () => {
    const failed = [{ Id: '2', ...refusal, SenderFault: false }]
    vi.spyOn(client, 'send').mockImplementationOnce(async () => ({ Failed: failed }))
    const taken: number[] = []
    expect(
      await sendRows(
        rows(3),
        JOB,
        { client, url },
        ports(rows => taken.push(...rows)),
      ),
    ).toBe(3)
    expect(taken).toEqual([1, 2, 3])
    const bodies = (await receiveAll()).map(({ Body = '' }) => JSON.parse(Body).openid)
    expect(bodies).toEqual(['o2'])
    expect(waits).toEqual([200])
  })

  test('for good are named; what they hold is not', async () => {
    const failed = [{ Id: '2', ...refusal, SenderFault: true }]
    vi.spyOn(client, 'send').mockImplementation(async () => ({ Failed: failed }))
    const said = await sendRows(rows(3), JOB, { client, url }, ports()).catch(String)
    expect(said).toBe('Error: SQS did not take row 2: InternalError.')
  })

  test('stop the sending; what was taken before is told, and nothing else', async () => {
    const real = client.send.bind(client)
    let requests = 0
    vi.spyOn(client, 'send').mockImplementation(async command => {
      requests += 1
      if (requests > 5) throw new Error('no connection')
      return await real(command)
    })
    const taken: number[] = []
    await expect(
      sendRows(
        rows(500),
        JOB,
        { client, url },
        ports(rows => taken.push(...rows)),
      ),
    ).rejects.toThrow('no connection')
    const queued = (
      await (async () => {
        vi.restoreAllMocks()
        return await receiveAll()
      })()
    ).map(({ MessageAttributes }) => Number(MessageAttributes?.['row']?.StringValue))
    expect(ascending(taken)).toEqual(ascending(queued))
    expect(taken).toHaveLength(50)
    expect(requests).toBeLessThan(20)
  })
})
