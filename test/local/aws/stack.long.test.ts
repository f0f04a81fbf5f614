import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb'
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { type Stack, type StackOptions, startStack } from '../../../infra/local/aws/stack.ts'
import { TEMPLATE, writePackaged } from './packaged.ts'

// Processes and windows of seconds, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const HTTP = `
exports.handler = async event => ({
  statusCode: 200,
  body: JSON.stringify({ route: event.routeKey, parameters: event.pathParameters, environment: process.env, pid: process.pid }),
})`

/** Writes what it got into the table, with the SDK as the product's bundles have it; \`hang\` hangs the first time. */
const QUEUE = `
const load = require('node:module').createRequire(${JSON.stringify(import.meta.filename)})
const { DynamoDBClient, PutItemCommand } = load('@aws-sdk/client-dynamodb')
const { SecretsManagerClient, GetSecretValueCommand } = load('@aws-sdk/client-secrets-manager')
const dynamodb = new DynamoDBClient(), secrets = new SecretsManagerClient()
exports.handler = async event => {
  const failed = []
  for (const { messageId, body, attributes } of event.Records) {
    const count = attributes.ApproximateReceiveCount
    if (body === 'hang' && count === '1') { console.log('hanging'); await new Promise(r => setTimeout(r, 60000)) }
    if (body === 'fail' && count === '1') { failed.push({ itemIdentifier: messageId }); continue }
    const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: process.env.WECHATPAY_SECRET_ID }))
    const Item = { pk: { S: body }, sk: { S: count }, secret: { S: SecretString } }
    await dynamodb.send(new PutItemCommand({ TableName: process.env.STATE_TABLE_NAME, Item }))
  }
  return { batchItemFailures: failed }
}`

let root: string
let stack: Stack | undefined
const folders: string[] = []

beforeAll(async () => {
  root = await writePackaged(TEMPLATE, { http: HTTP, queue: QUEUE })
})

afterEach(async () => {
  await stack?.close()
  stack = undefined
})

afterAll(async () => {
  for (const folder of [root, ...folders]) await rm(folder, { recursive: true })
})

async function start(options: Partial<StackOptions> = {}): Promise<Stack> {
  stack = await startStack({ root, secret: '{"mchid":"1"}', wechatPayUrl: 'http://127.0.0.1:9', ...options })
  return stack
}

async function send({ sqs, queueUrl }: Stack, MessageBody: string) {
  const client = new SQSClient(sqs)
  await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody }))
  client.destroy()
}

async function items({ dynamodb, tableName }: Stack) {
  const client = new DynamoDBClient(dynamodb)
  const { Items = [] } = await client.send(new ScanCommand({ TableName: tableName, ConsistentRead: true }))
  client.destroy()
  return Items.map(({ pk, sk, secret }) => [pk?.S, sk?.S, secret?.S])
}

const arrives = (stack: Stack, expected: unknown[]) =>
  vi.waitFor(async () => expect(await items(stack)).toEqual(expected), { timeout: 30_000 })

test('a request goes through the API to the function, which sees the local parts', async () => {
  const { apiUrl } = await start({ environment: { WECHATPAY_RATE_PER_SECOND: '50', EXTRA: 'x' } })
  const answer = await fetch(`${apiUrl}/user-cards/A1`)
  expect(await answer.json()).toMatchObject({
    route: 'GET /user-cards/{user_card_code}',
    parameters: { user_card_code: 'A1' },
    environment: {
      WECHATPAY_BASE_URL: 'http://127.0.0.1:9',
      WECHATPAY_BACKUP_BASE_URL: 'none',
      WECHATPAY_RATE_PER_SECOND: '50',
      EXTRA: 'x',
      STATE_TABLE_NAME: 'StateTable',
      AWS_ENDPOINT_URL_DYNAMODB: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      AWS_ENDPOINT_URL_SQS: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      AWS_ENDPOINT_URL_SECRETS_MANAGER: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    },
  })
  expect((await fetch(`${apiUrl}/nowhere`)).status).toBe(404)
})

test('messages go to the function; what it returns as failed comes again', async () => {
  const stack = await start({ visibilityTimeoutSeconds: 3 })
  await send(stack, 'fail')
  await arrives(stack, [['fail', '2', '{"mchid":"1"}']])
  await stack.putSecret('{"mchid":"2"}')
  await send(stack, 'second')
  await arrives(stack, expect.arrayContaining([['second', '1', '{"mchid":"2"}']]))
  const secrets = new SecretsManagerClient(stack.secretsManager)
  const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: stack.secretId }))
  expect(SecretString).toBe('{"mchid":"2"}')
  secrets.destroy()
})

test('killed containers lose no message: it is visible again after its time', async () => {
  const hanging = Promise.withResolvers<void>()
  const stack = await start({
    visibilityTimeoutSeconds: 5,
    onLog: line => line.includes('hanging') && hanging.resolve(),
  })
  await send(stack, 'hang')
  await hanging.promise
  await stack.killContainers()
  await arrives(stack, [['hang', '2', '{"mchid":"1"}']])
})

test('a folder keeps the state, and what was at work is visible at once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'stack-'))
  folders.push(folder)
  const hanging = Promise.withResolvers<void>()
  const first = await start({ folder, onLog: line => line.includes('hanging') && hanging.resolve() })
  await send(first, 'done')
  await arrives(first, [['done', '1', '{"mchid":"1"}']])
  await send(first, 'hang')
  await hanging.promise
  await first.close()

  // The queue's own visibility timeout is 720 s: only the restart can bring the message back in time.
  const second = await start({ folder })
  await arrives(second, [
    ['done', '1', '{"mchid":"1"}'],
    ['hang', '2', '{"mchid":"1"}'],
  ])
})

test('the queues have the attributes of the template', async () => {
  const { sqs, queueUrl, deadLetterQueueUrl } = await start()
  const client = new SQSClient(sqs)
  const attributes = async (QueueUrl: string) =>
    (await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))).Attributes
  const { QueueArn } = { ...(await attributes(deadLetterQueueUrl)) }
  expect(await attributes(queueUrl)).toMatchObject({
    VisibilityTimeout: '720',
    MessageRetentionPeriod: '1209600',
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: QueueArn, maxReceiveCount: 1000 }),
  })
  client.destroy()
})

test('a project that was not packaged is refused, and nothing stays open', async () => {
  await expect(start({ root: tmpdir() })).rejects.toThrow('run npm run package first')
})
