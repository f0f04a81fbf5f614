import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { startEventSource } from './event-source.ts'
import { startGateway } from './gateway.ts'
import { createFunction, type LambdaFunction } from './lambda.ts'
import { type MerchantKeys, type MerchantKms, startMerchantKms } from './merchant-keys.ts'
import { ACCOUNT, CREDENTIALS, REGION } from './names.ts'
import { startQueues } from './queues.ts'
import { startSecrets } from './secrets.ts'
import { startTable } from './table.ts'
import { type Parts, readTemplate } from './template.ts'

export type StackOptions = {
  /** Keeps the state; absent: in memory. */
  folder?: string
  /** The credential secret, as JSON text. */
  secret: string
  /** The merchant's private key, where KMS holds it in place of the secret. */
  kms?: MerchantKeys
  /** The service that the functions call in place of WeChat Pay; absent: WeChat Pay itself. */
  wechatPayUrl?: string
  /** Further variables of the functions; they win over the template's. */
  environment?: Record<string, string>
  /** In place of the import queue's VisibilityTimeout. */
  visibilityTimeoutSeconds?: number
  /** In place of the event source mapping's MaximumConcurrency. */
  concurrency?: number
  /** False: messages stay where they are until `poll` is called. */
  polls?: boolean
  /** Hears how long each invocation of a function took; on AWS that is what is billed. */
  onInvoked?: (functionName: string, ms: number) => void
  /** Gets each line that a function writes to its log. */
  onLog?: (line: string) => void
  /** Hears of a write to the folder that failed. Nothing is lost by it if the process ends then. */
  onFailure?: (cause: unknown) => void
  /** The port of the API; absent: a free one. */
  port?: number
  /** The folder with `.serverless` and `dist`; absent: that of this project. */
  root?: string
}

/** What an SDK client needs to reach a local part. */
export type ClientConfig = { endpoint: string; region: string; credentials: typeof CREDENTIALS }

export type Stack = {
  apiUrl: string
  queueUrl: string
  deadLetterQueueUrl: string
  tableName: string
  secretId: string
  dynamodb: ClientConfig
  sqs: ClientConfig
  secretsManager: ClientConfig
  /** There where the stack was started with keys in it. */
  kms: MerchantKms | undefined
  /** Puts another version of the credential secret. */
  putSecret(text: string): Promise<void>
  /** Begins to invoke functions with messages, unless that has begun. */
  poll(): void
  /** Kills the processes of all functions at once; the next invocations get new ones. */
  killContainers(): Promise<void>
  /** Stops polling, kills what runs, closes all parts. Messages at work are visible again at the next start. */
  close(): Promise<void>
}

/** The logical ids that others refer to; they are the names of the local parts, too. */
const QUEUE = 'ImportQueue'
const DEAD_LETTER_QUEUE = 'DeadLetterQueue'
const TABLE = 'StateTable'
const SECRET = 'CredentialSecret'

/** Containers of a function without reserved concurrency: on AWS the account's limit, here what a machine bears. */
const UNRESERVED_CONCURRENCY = 50

/**
 * Starts the packaged template on this machine, on loopback ports: its table, queues, secret, functions (the built
 * bundles, in processes of their own), API and event source mapping. Rejects if the project was not packaged.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const root = options.root ?? resolve(import.meta.dirname, '../../..')
  const folders = options.folder === undefined ? undefined : await makeFolders(options.folder)
  const closers: (() => Promise<void>)[] = []
  const started = async <T extends { close(): Promise<void> }>(part: Promise<T>): Promise<T> => {
    const { close } = await part
    closers.unshift(close)
    return part
  }
  const close = async () => {
    for (const close of closers.splice(0)) await close()
  }

  try {
    const onFailure = options.onFailure ?? (() => {})
    // First: its lock keeps a second stack from the folder.
    const table = await started(startTable({ ...(folders && { folder: folders.table }), onFailure }))
    const queues = await started(startQueues({ ...(folders && { folder: folders.queues }), onFailure }))
    const file = join(root, '.serverless/cloudformation-template-update-stack.json')
    const queueUrl = (name: string) => `${queues.url}/${ACCOUNT}/${name}`
    const parts = await readTemplate(file, { taskRoot: root, queueUrl })

    const secrets = await started(startSecrets({ ...(folders && { folder: folders.secrets }), onFailure }))
    for (const definition of parts.tables) await table.createTable(definition)
    for (const { name, attributes } of parts.queues) {
      const seconds = name === QUEUE ? options.visibilityTimeoutSeconds : undefined
      queues.createQueue(name, {
        ...attributes,
        ...(seconds !== undefined && { VisibilityTimeout: String(seconds) }),
      })
    }
    await secrets.set(SECRET, options.secret)
    const kms =
      options.kms &&
      (await started(startMerchantKms(options.kms, { ...(folders && { folder: folders.kms }), onFailure })))

    const environment = {
      AWS_ENDPOINT_URL_DYNAMODB: table.url,
      AWS_ENDPOINT_URL_SQS: queues.url,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
      ...kms?.environment,
      ...(options.wechatPayUrl !== undefined && {
        WECHATPAY_BASE_URL: options.wechatPayUrl,
        WECHATPAY_BACKUP_BASE_URL: 'none',
      }),
      ...options.environment,
    }
    const functions = startFunctions(parts, environment, options)
    let sources: ReturnType<typeof startEventSource>[] | undefined
    const poll = () => {
      sources ??= parts.mappings.map(({ queueName, functionName, ...mapping }) =>
        startEventSource({
          sqsUrl: queues.url,
          queueUrl: queueUrl(queueName),
          mapping: { ...mapping, maximumConcurrency: options.concurrency ?? mapping.maximumConcurrency },
          invoke: functions.invoke(functionName),
        }),
      )
    }
    if (options.polls !== false) poll()
    closers.unshift(async () => {
      // Polling ends first: what the kill makes visible must not be fetched again.
      const stopped = (sources ?? []).map(source => source.close())
      await functions.close()
      await Promise.all(stopped)
    })
    const routes = parts.routes.map(({ routeKey, functionName, timeoutMs }) => ({
      routeKey,
      target: { invoke: functions.invoke(functionName), timeoutMs },
    }))
    const api = await started(startGateway({ routes, ...(options.port !== undefined && { port: options.port }) }))

    const client = (endpoint: string): ClientConfig => ({ endpoint, region: REGION, credentials: CREDENTIALS })
    return {
      apiUrl: api.url,
      queueUrl: queueUrl(QUEUE),
      deadLetterQueueUrl: queueUrl(DEAD_LETTER_QUEUE),
      tableName: TABLE,
      secretId: SECRET,
      dynamodb: client(table.url),
      sqs: client(queues.url),
      secretsManager: client(secrets.url),
      kms,
      putSecret: text => secrets.set(SECRET, text),
      poll,
      killContainers: functions.kill,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

function startFunctions(
  parts: Parts,
  environment: Record<string, string>,
  { onLog, onInvoked }: Pick<StackOptions, 'onLog' | 'onInvoked'>,
) {
  const functions = new Map<string, LambdaFunction>()
  for (const { reservedConcurrency, ...config } of parts.functions) {
    const fn = createFunction({
      config: { ...config, environment: { ...config.environment, ...environment } },
      concurrency: reservedConcurrency ?? UNRESERVED_CONCURRENCY,
      ...(onLog && { onLog }),
    })
    functions.set(config.name, fn)
  }
  const forAll = async (run: (fn: LambdaFunction) => Promise<void>) => {
    await Promise.all([...functions.values()].map(run))
  }
  return {
    invoke: (name: string) => async (event: unknown) => {
      const fn = functions.get(name)
      if (!fn) throw new Error(`There is no function ${name}.`)
      const began = performance.now()
      const result = await fn.invoke(event)
      onInvoked?.(name, performance.now() - began)
      return result
    },
    kill: () => forAll(fn => fn.kill()),
    close: () => forAll(fn => fn.close()),
  }
}

/** For the owner only: the rows stand in the table and the queue, the private key in the secret. */
async function makeFolders(folder: string) {
  const folders = {
    table: join(folder, 'table'),
    queues: join(folder, 'queues'),
    secrets: join(folder, 'secrets'),
    kms: join(folder, 'kms'),
  }
  for (const path of [folder, ...Object.values(folders)]) await mkdir(path, { recursive: true, mode: 0o700 })
  return folders
}
