/**
 * Cold starts in Lambda's own runtime loop: from the start of the process until the function is ready, and until its first
 * answer is there; beside a function that does nothing, and one of the same job written with a peer.
 */
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { bundleFunction } from '../../infra/bundle.ts'
import { type FunctionConfig, startContainer } from '../../infra/local/aws/container.ts'
import { readTemplate } from '../../infra/local/aws/template.ts'
import { type Local, startLocal } from '../../infra/local/start-local.ts'
import { member } from '../e2e/harness.ts'
import { compare } from './compare.ts'
import { PEERS_FOLDER, type Peers } from './peers.ts'
import { atMost, type Row, single } from './row.ts'

const ROOT = join(import.meta.dirname, '../..')
const ROUNDS = 15
/** How much longer than a function that does nothing ours may take to be ready. */
const MOST_MS = 60

type Times = { ready: number; answered: number }

export async function measureStart(peers: Peers | undefined): Promise<Row[]> {
  const folder = join(ROOT, 'bench/handlers')
  await mkdir(join(folder, 'empty'), { recursive: true })
  await writeFile(join(folder, 'empty/index.cjs'), 'exports.handler = async () => ({ batchItemFailures: [] })\n')
  if (peers) {
    await copyFile(join(import.meta.dirname, 'peer-handler.mjs'), join(PEERS_FOLDER, 'peer-handler.mjs'))
    await bundleFunction(join(PEERS_FOLDER, 'peer-handler.mjs'), join(folder, 'peer'), 'peer')
  }
  const local = await startLocal({ simulator: ['--rate', '1000'], stack: { polls: false } })
  try {
    const rows: Row[] = []
    for (const name of ['http', 'queue'] as const) {
      const config = await readConfig(local, name)
      const handlers = {
        'does nothing': 'bench/handlers/empty/index.handler',
        ours: `dist/${name}/index.handler`,
        ...(peers && { 'wechatpay-axios-plugin': 'bench/handlers/peer/index.handler' }),
      }
      rows.push(...(await measureHandlers(name, config, handlers)))
    }
    return rows
  } finally {
    await local.close()
    await rm(folder, { recursive: true })
  }
}

/** Each start gives two times, so that the second is kept from the same run. */
async function measureHandlers(name: 'http' | 'queue', config: FunctionConfig, handlers: Record<string, string>) {
  const answers = new Map(Object.keys(handlers).map(who => [who, [] as number[]]))
  const starts = Object.entries(handlers).map(([who, handler]) => {
    const start = async (): Promise<number> => {
      const { ready, answered } = await startOnce({ ...config, handler }, events[name]())
      answers.get(who)?.push(answered)
      return ready
    }
    return [who, start] as const
  })
  const measure = async (run: () => unknown) => Number(await run())
  const options = { rounds: ROUNDS, warmUp: 1, measure }
  const ready = await compare(Object.fromEntries(starts), { ...options, what: `${name}: start to ready` })
  const replay = [...answers].map(([who, values]) => [who, () => values.shift()] as const)
  const answered = await compare(Object.fromEntries(replay), { ...options, what: `${name}: start to first answer` })

  const more = (ready.find(row => row.who === 'ours')?.median ?? 0) - (ready[0]?.median ?? 0)
  const difference = { what: `${name}: ready later than nothing`, who: 'ours', unit: 'ms', ...single(more) }
  return [...ready, { ...difference, ...atMost(MOST_MS, more) }, ...answered]
}

async function startOnce(config: FunctionConfig, event: unknown): Promise<Times> {
  const began = performance.now()
  const container = await startContainer(config, () => {})
  let ready = Number.NaN
  const result = await container.invoke(event, () => {
    ready = performance.now() - began
  })
  const answered = performance.now() - began
  container.kill()
  await container.ended
  if ('error' in result) throw new Error(`${config.handler}: ${result.error.errorMessage}`)
  return { ready, answered }
}

async function readConfig({ stack, simulator }: Local, name: 'http' | 'queue'): Promise<FunctionConfig> {
  const file = join(ROOT, '.serverless/cloudformation-template-update-stack.json')
  const { functions } = await readTemplate(file, {
    taskRoot: ROOT,
    queueUrl: queue => `${stack.sqs.endpoint}/${queue}`,
  })
  const config = functions.find(({ handler }) => handler.includes(`/${name}/`))
  if (!config) throw new Error(`The template has no function ${name}.`)
  const environment = {
    ...config.environment,
    IMPORT_QUEUE_URL: stack.queueUrl,
    DEAD_LETTER_QUEUE_URL: stack.deadLetterQueueUrl,
    AWS_ENDPOINT_URL_DYNAMODB: stack.dynamodb.endpoint,
    AWS_ENDPOINT_URL_SQS: stack.sqs.endpoint,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: stack.secretsManager.endpoint,
    WECHATPAY_BASE_URL: simulator.url,
    WECHATPAY_BACKUP_BASE_URL: 'none',
    WECHATPAY_RATE_PER_SECOND: '1000',
  }
  return { ...config, environment }
}

let members = 0

/** Each invocation imports a member that nobody has seen. */
function nextMember(): string {
  members += 1
  return JSON.stringify(member(members, '-start-'))
}

const events = {
  http: () => ({
    version: '2.0',
    routeKey: 'POST /user-cards/import-by-openid',
    rawPath: '/user-cards/import-by-openid',
    rawQueryString: '',
    headers: { 'content-type': 'application/json' },
    requestContext: { http: { method: 'POST' } },
    body: nextMember(),
    isBase64Encoded: false,
  }),
  queue: () => ({
    Records: [
      {
        messageId: 'bench',
        receiptHandle: 'bench',
        body: nextMember(),
        attributes: { ApproximateReceiveCount: '1', SentTimestamp: String(Date.now()) },
        messageAttributes: {},
      },
    ],
  }),
}
