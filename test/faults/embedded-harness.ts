/** What the tests of the embedded stack share: a packaged project of small functions, and a folder for each test. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import * as v from 'valibot'
import { afterAll, afterEach, beforeAll, beforeEach, expect, vi } from 'vitest'
import { type Embedded, type EmbeddedOptions, openEmbedded } from '../../infra/local/embedded.ts'
import { TEMPLATE, writePackaged } from '../local/aws/packaged.ts'

const COMMAND = fileURLToPath(new URL('./embedded-command.ts', import.meta.url))

const HTTP = `
console.log('the function starts')
exports.handler = async () => ({ statusCode: 200, body: JSON.stringify({ ...process.env, pid: process.pid }) })`

/** Writes each message into the table with how often it came; \`hang\` hangs the first time. */
const QUEUE = `
const load = require('node:module').createRequire(${JSON.stringify(import.meta.filename)})
const { DynamoDBClient, PutItemCommand } = load('@aws-sdk/client-dynamodb')
const { SecretsManagerClient, GetSecretValueCommand } = load('@aws-sdk/client-secrets-manager')
const dynamodb = new DynamoDBClient(), secrets = new SecretsManagerClient()
const put = (pk, sk, secret) => dynamodb.send(new PutItemCommand({ TableName: process.env.STATE_TABLE_NAME, Item: { pk: { S: pk }, sk: { S: sk }, secret: { S: secret } } }))
exports.handler = async event => {
  const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: process.env.WECHATPAY_SECRET_ID }))
  for (const { body, attributes } of event.Records) {
    await put(body, attributes.ApproximateReceiveCount, SecretString)
    if (body === 'hang' && attributes.ApproximateReceiveCount === '1') await new Promise(r => setTimeout(r, 60000))
  }
  return { batchItemFailures: [] }
}`

const Printed = v.object({ hostPid: v.number(), joined: v.boolean() })

/** To be called once by a test file. What a test opens or starts is ended after it. */
export function useEmbedded() {
  // Each test starts processes, on a machine that may be busy.
  vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })
  let root: string
  let parent: string
  let folder: string
  let opened: Embedded[] = []
  let commands: ChildProcess[] = []

  beforeAll(async () => {
    root = await writePackaged(TEMPLATE, { http: HTTP, queue: QUEUE })
  })
  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'embedded-'))
    folder = join(parent, 'simulator')
  })
  afterEach(async () => {
    for (const command of commands) command.kill('SIGKILL')
    for (const { close } of opened) await close()
    for (const { hostPid } of opened) await gone(hostPid)
    opened = []
    commands = []
    await rm(parent, { recursive: true })
  })
  afterAll(() => rm(root, { recursive: true }))

  return {
    folder: () => folder,
    async open(options: Partial<EmbeddedOptions> = {}, patienceMs?: number): Promise<Embedded> {
      const embedded = await openEmbedded({ folder, root, ...options }, patienceMs)
      opened.push(embedded)
      return embedded
    },
    /** A command in a process, and if `detached`, in a process group of its own; resolves to what it prints first. */
    async run(detached = false) {
      const child = spawn(process.execPath, [COMMAND, folder, root], { stdio: ['ignore', 'pipe', 'inherit'], detached })
      commands.push(child)
      const lines = createInterface({ input: child.stdout })
      const [line] = await once(lines, 'line')
      return { child, lines, ...v.parse(Printed, JSON.parse(line)) }
    },
  }
}

export const gone = (pid: number) =>
  vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'), { timeout: 20_000, interval: 20 })

export async function send({ sqs, queueUrl }: Embedded, MessageBody: string) {
  const client = new SQSClient({ ...sqs, useQueueUrlAsEndpoint: false })
  await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody }))
  client.destroy()
}

export async function items({ dynamodb, tableName }: Embedded) {
  const client = new DynamoDBClient(dynamodb)
  const { Items = [] } = await client.send(new ScanCommand({ TableName: tableName, ConsistentRead: true }))
  client.destroy()
  return Items.map(({ pk, sk }) => `${pk?.S} ${sk?.S}`).sort()
}

export const arrive = (embedded: Embedded, expected: string[]) =>
  vi.waitFor(async () => expect(await items(embedded)).toEqual(expected), { timeout: 30_000, interval: 100 })

export const environmentOf = async ({ apiUrl }: Embedded) => await (await fetch(`${apiUrl}/user-cards/A1`)).json()
