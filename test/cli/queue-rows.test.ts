import { constants, generateKeyPairSync, privateDecrypt } from 'node:crypto'
import { type Message, ReceiveMessageCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { queueRows } from '../../cli/queue-rows.ts'
import type { CsvRow } from '../../cli/read-csv.ts'
import { CREDENTIALS, REGION } from '../../infra/local/aws/names.ts'
import { type Queues, startQueues } from '../../infra/local/aws/queues.ts'

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
const KEY = {
  wechatpay_serial: 'PUB_KEY_ID_1',
  public_key: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
}
const JOB = { id: 'spring', common: { brand_id: '1004' }, key: KEY }

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

async function* rows(count: number): AsyncGenerator<CsvRow> {
  for (let row = 1; row <= count; row += 1) {
    yield {
      row,
      cells: new Map([
        ['openid', `o${row}`],
        ['phone_number', `1390000000${row}`],
      ]),
    }
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

test('each row is a message of the job, with its row, under the serial of the key', async () => {
  expect(await queueRows(rows(25), JOB, { client, url })).toBe(25)
  const messages = await receiveAll()
  const attributes = messages.map(({ MessageAttributes = {} }) =>
    Object.fromEntries(Object.entries(MessageAttributes).map(([name, { StringValue }]) => [name, StringValue])),
  )
  expect(attributes.map(({ row }) => Number(row)).sort((a, b) => a - b)).toEqual(
    Array.from({ length: 25 }, (_, at) => at + 1),
  )
  for (const { job_id, 'Wechatpay-Serial': serial } of attributes)
    expect([job_id, serial]).toEqual(['spring', 'PUB_KEY_ID_1'])
})

test('personal fields leave encrypted, the others as they are', async () => {
  await queueRows(rows(1), JOB, { client, url })
  const [message] = await receiveAll()
  const { phone_number: phone, ...rest } = JSON.parse(message?.Body ?? '')
  expect(rest).toEqual({ brand_id: '1004', openid: 'o1' })
  const padding = { key: privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' }
  expect(privateDecrypt(padding, Buffer.from(phone, 'base64')).toString()).toBe('13900000001')
})

test('a job is a message group, so that a long one does not hold up a short one', async () => {
  const send = vi.spyOn(client, 'send')
  await queueRows(rows(11), JOB, { client, url })
  const batches = send.mock.calls.map(([command]) =>
    command instanceof SendMessageBatchCommand ? (command.input.Entries ?? []) : [],
  )
  expect(batches.map(entries => entries.length)).toEqual([10, 1])
  const groups = batches.flat().map(({ MessageGroupId }) => MessageGroupId)
  expect(new Set(groups)).toEqual(new Set(['spring']))
})

test('no rows are no request', async () => {
  const send = vi.spyOn(client, 'send')
  expect(await queueRows(rows(0), JOB, { client, url })).toBe(0)
  expect(send).not.toHaveBeenCalled()
})

test('a row that SQS does not take is named; what it holds is not', async () => {
  vi.spyOn(client, 'send').mockImplementation(async () => ({
    Failed: [{ Id: '2', Code: 'InternalError', Message: 'about 13900000002', SenderFault: false }],
  }))
  const said = await queueRows(rows(3), JOB, { client, url }).catch(String)
  expect(said).toBe('Error: SQS did not take row 2: InternalError. Run the same command again.')
})
