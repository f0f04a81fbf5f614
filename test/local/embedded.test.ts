import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import * as v from 'valibot'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Embedded, type EmbeddedOptions, openEmbedded } from '../../infra/local/embedded.ts'
import { lockFile } from '../../infra/local/lock-file.ts'
import { TEMPLATE, writePackaged } from './aws/packaged.ts'

// Each of these starts processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

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

async function open(options: Partial<EmbeddedOptions> = {}, patienceMs?: number): Promise<Embedded> {
  const embedded = await openEmbedded({ folder, root, ...options }, patienceMs)
  opened.push(embedded)
  return embedded
}

const gone = (pid: number) =>
  vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'), { timeout: 20_000, interval: 20 })

async function send({ sqs, queueUrl }: Embedded, MessageBody: string) {
  const client = new SQSClient({ ...sqs, useQueueUrlAsEndpoint: false })
  await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody }))
  client.destroy()
}

async function items({ dynamodb, tableName }: Embedded) {
  const client = new DynamoDBClient(dynamodb)
  const { Items = [] } = await client.send(new ScanCommand({ TableName: tableName, ConsistentRead: true }))
  client.destroy()
  return Items.map(({ pk, sk }) => `${pk?.S} ${sk?.S}`).sort()
}

const arrive = (embedded: Embedded, expected: string[]) =>
  vi.waitFor(async () => expect(await items(embedded)).toEqual(expected), { timeout: 30_000, interval: 100 })

const environmentOf = async ({ apiUrl }: Embedded) => await (await fetch(`${apiUrl}/user-cards/A1`)).json()

/** A command in a process, and if `detached`, in a process group of its own; resolves to what it prints first. */
async function run(detached = false) {
  const child = spawn(process.execPath, [COMMAND, folder, root], { stdio: ['ignore', 'pipe', 'inherit'], detached })
  commands.push(child)
  const lines = createInterface({ input: child.stdout })
  const [line] = await once(lines, 'line')
  return { child, lines, ...v.parse(v.object({ hostPid: v.number(), joined: v.boolean() }), JSON.parse(line)) }
}

describe('a command alone', () => {
  test('gets a stack whose functions call the simulator, in a folder for the owner only', async () => {
    const { simulatorUrl, joined, ...embedded } = await open({
      environment: {
        WECHATPAY_RATE_PER_SECOND: '50',
        WECHATPAY_SECRET_ID: 'x',
        WECHATPAY_BASE_URL: 'https://elsewhere.example',
      },
    })
    expect(joined).toBe(false)
    expect(await environmentOf({ simulatorUrl, joined, ...embedded })).toMatchObject({
      WECHATPAY_BASE_URL: simulatorUrl,
      WECHATPAY_BACKUP_BASE_URL: 'none',
      WECHATPAY_RATE_PER_SECOND: '50',
      WECHATPAY_SECRET_ID: expect.stringContaining(embedded.secretId),
    })
    expect((await fetch(`${simulatorUrl}/_simulator/summary`)).status).toBe(200)
    expect((await stat(folder)).mode & 0o777).toBe(0o700)
    for (const file of ['host.json', 'host.lock', 'host.log', 'functions.log'])
      expect((await stat(join(folder, file))).mode & 0o777).toBe(0o600)
    await vi.waitFor(async () =>
      expect(await readFile(join(folder, 'functions.log'), 'utf8')).toContain('the function starts'),
    )
  })

  test('with a credential of its own gets functions that call WeChat Pay itself, and no simulator', async () => {
    const embedded = await open({ secret: '{"mchid":"1"}' })
    expect(embedded.simulatorUrl).toBeUndefined()
    const environment = await environmentOf(embedded)
    expect(environment).not.toHaveProperty('WECHATPAY_BASE_URL')
    expect(environment).not.toHaveProperty('WECHATPAY_BACKUP_BASE_URL')
    await expect(stat(join(folder, 'simulator'))).rejects.toThrow('ENOENT')
  })

  test('ends the host when it closes, and leaves no address', async () => {
    const { hostPid, close } = await open()
    await close()
    await gone(hostPid)
    await expect(stat(join(folder, 'host.json'))).rejects.toThrow('ENOENT')
  })

  test('finds everything again: rows, messages, those at work too, and the keys of the simulator', async () => {
    const first = await open()
    await send(first, 'done')
    await arrive(first, ['done 1'])
    await send(first, 'hang')
    await arrive(first, ['done 1', 'hang 1'])
    const keys = await readFile(join(folder, 'simulator', 'keys.json'))
    await first.close()
    const second = await open()
    // The queue's own visibility timeout is 720 s: only the restart can bring the message back in time.
    await arrive(second, ['done 1', 'hang 1', 'hang 2'])
    expect(await readFile(join(folder, 'simulator', 'keys.json'))).toEqual(keys)
  })
})

describe('several commands', () => {
  test('that open at the same moment share one host', async () => {
    const all = await Promise.all([open(), open(), open()])
    expect(new Set(all.map(({ hostPid }) => hostPid)).size).toBe(1)
    expect(all.filter(({ joined }) => !joined)).toHaveLength(1)
    expect(new Set(all.map(({ apiUrl }) => apiUrl)).size).toBe(1)
  })

  test('keep the host for as long as one of them is there, whoever began', async () => {
    const starter = await run()
    const second = await open()
    expect(second).toMatchObject({ hostPid: starter.hostPid, joined: true })
    starter.child.kill('SIGKILL')
    await once(starter.child, 'exit')
    const third = await open()
    expect(third).toMatchObject({ hostPid: starter.hostPid, joined: true })
    await second.close()
    expect(await environmentOf(third)).toMatchObject({ STATE_TABLE_NAME: 'StateTable' })
    await third.close()
    await gone(starter.hostPid)
  })

  test('must agree on their settings: what differs is named, without its value', async () => {
    await open({ environment: { WECHATPAY_RATE_PER_SECOND: '50' }, simulator: ['--rate', '77'] })
    const other = open({ environment: { WECHATPAY_TIMEOUT_MS: '4321' }, credential: 'brand' })
    await expect(other).rejects.toMatchObject({
      code: 'other_settings',
      message: expect.stringMatching(
        /: the credential, the options of the simulator, WECHATPAY_RATE_PER_SECOND, WECHATPAY_TIMEOUT_MS\.$/,
      ),
    })
    await expect(other).rejects.not.toMatchObject({ message: expect.stringMatching(/50|77|4321/) })
    await expect(open({ secret: '{"mchid":"1"}' })).rejects.toMatchObject({ code: 'other_settings' })
  })
})

describe('a kill', () => {
  test('of the host is told, and the next command finds everything again', async () => {
    const first = await open()
    await send(first, 'done')
    await arrive(first, ['done 1'])
    process.kill(first.hostPid, 'SIGKILL')
    expect(await first.ended).toMatchObject({ code: 'host_died' })
    const second = await open()
    expect(second).toMatchObject({ joined: false })
    expect(second.hostPid).not.toBe(first.hostPid)
    expect(await items(second)).toEqual(['done 1'])
  })

  test('of the only command ends the host', async () => {
    const { child, hostPid } = await run()
    child.kill('SIGKILL')
    await gone(hostPid)
  })

  test('of the whole process group leaves a folder that the next command can use', async () => {
    const { child, hostPid } = await run(true)
    process.kill(-Number(child.pid), 'SIGKILL')
    await gone(hostPid)
    const next = await open()
    expect(next.joined).toBe(false)
    await send(next, 'done')
    await arrive(next, ['done 1'])
  })

  test('of the simulator ends the host, with a reason', async () => {
    const { ended, hostPid } = await open()
    const children = await readFile(`/proc/${hostPid}/task/${hostPid}/children`, 'utf8')
    for (const pid of children.trim().split(' ')) {
      const line = await readFile(`/proc/${pid}/cmdline`, 'utf8')
      if (line.includes('simulator.ts')) process.kill(Number(pid), 'SIGKILL')
    }
    expect(await ended).toMatchObject({ code: 'host_failed', message: expect.stringContaining('SIGKILL') })
  })
})

test('Ctrl-C, which reaches the whole group, ends the command first: all parts still answer it', async () => {
  const { child, lines, hostPid } = await run(true)
  const said = once(lines, 'line')
  process.kill(-Number(child.pid), 'SIGINT')
  expect(JSON.parse(String(await said))).toEqual({ sameContainer: true, simulator: 200 })
  expect(await once(child, 'exit')).toEqual([0, null])
  await gone(hostPid)
})

describe('a folder', () => {
  test('that is a file is refused', async () => {
    await writeFile(folder, '')
    await expect(open()).rejects.toMatchObject({ code: 'folder_unusable', message: expect.stringContaining(folder) })
    await expect(open({ folder: join(folder, 'deeper') })).rejects.toMatchObject({ code: 'folder_unusable' })
  })

  test('that another process holds without an answer is told, with a mend', async () => {
    await mkdir(folder)
    const lock = lockFile(join(folder, 'host.lock'), 0)
    await expect(open({}, 0)).rejects.toMatchObject({
      code: 'folder_in_use',
      message: expect.stringContaining(folder),
      mend: expect.stringContaining('End that process'),
    })
    lock.release()
  })

  test('whose address leads to somebody else is used all the same', async () => {
    const stranger = createServer(socket => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    stranger.listen(0, '127.0.0.1')
    await once(stranger, 'listening')
    const { port } = v.parse(v.object({ port: v.number() }), stranger.address())
    await mkdir(folder)
    await writeFile(join(folder, 'host.json'), JSON.stringify({ pid: process.pid, port, token: 'x' }))
    expect(await open()).toMatchObject({ joined: false })
    stranger.close()
  })

  test('with a damaged part is told, and nothing stays behind', async () => {
    await mkdir(join(folder, 'secrets'), { recursive: true })
    await writeFile(join(folder, 'secrets', 'secrets.json'), '{')
    await expect(open()).rejects.toMatchObject({ code: 'host_failed', mend: expect.stringContaining('host.log') })
    await rm(join(folder, 'secrets', 'secrets.json'))
    expect(await open()).toMatchObject({ joined: false })
  })
})
