import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { SQSClient } from '@aws-sdk/client-sqs'
import { createGetCard } from './api/get-card.ts'
import { createGetEncryptionKey } from './api/get-encryption-key.ts'
import { createGetJob } from './api/get-job.ts'
import { createPostImport } from './api/post-import.ts'
import { ROUTE_KEYS, type Route, type Routes } from './api/route.ts'
import { halted } from './api/waiting.ts'
import { createClaims } from './aws/claim-member.ts'
import { createEndings } from './aws/finish-row.ts'
import { createHalts } from './aws/halts.ts'
import { createReadJobStatus } from './aws/job-status.ts'
import { createJobs } from './aws/jobs.ts'
import { createKmsKeys } from './aws/kms.ts'
import { createLog } from './aws/log.ts'
import { createSituations } from './aws/look-at-member.ts'
import { createMetrics } from './aws/metrics.ts'
import { createPacer } from './aws/pacer.ts'
import { createDeadLetters, createHandOver, createQueue, openQueues } from './aws/queue.ts'
import { countReads, createSecretSource } from './aws/secret.ts'
import { openStateTable } from './aws/state-table.ts'
import { createStreaks } from './aws/streaks.ts'
import { ConfigurationError, type Environment, readEnvironment } from './environment.ts'
import { createAsk } from './import/ask.ts'
import { createEndRow } from './import/end-row.ts'
import { createGate } from './import/gate.ts'
import { createGiveIn } from './import/give-in.ts'
import { createHeed } from './import/heed-halts.ts'
import { createImportMember } from './import/import-member.ts'
import { createReadCard } from './import/read-card.ts'
import { createReturnBatch } from './import/return-batch.ts'
import { createTakeStep } from './import/take-step.ts'
import { createWorkBatch, type WorkBatch } from './import/work-batch.ts'
import { createWorkMessage } from './import/work-message.ts'
import type { Clock, DeadLetters, Queue } from './ports.ts'
import { version } from './version.ts'
import { createWechatPay } from './wechatpay/client.ts'
import { createCredentials } from './wechatpay/credentials.ts'
import { createFetchCertificates } from './wechatpay/fetch-certificates.ts'
import { createTransport } from './wechatpay/transport.ts'

type Variables = Readonly<Record<string, string | undefined>>

const clock: Clock = { now: Date.now, sleep: async ms => void (await sleep(ms)) }
const { POWERTOOLS_SERVICE_NAME: serviceName = 'wechatpay-member-import', POWERTOOLS_LOG_LEVEL: logLevel } = process.env
export const log = createLog(serviceName, logLevel)
export const metrics = createMetrics(serviceName)

/** So many rows of a batch hold a claim and wait for a permit: one for the slot, one ready, one being claimed. */
const ROWS_AT_THE_GATE = 3

/** What the HTTP function needs. With a broken configuration every route says that there is one. */
export function composeHttp(variables: Variables): Routes {
  try {
    return composeRoutes(readEnvironment(variables))
  } catch (error) {
    tellBroken(error)
    const refuse: Route = async () => {
      metrics.record('HaltsStanding', 1)
      return halted('configuration_broken')
    }
    return Object.fromEntries(ROUTE_KEYS.map(key => [key, refuse]))
  }
}

/** What is not of the configuration is thrown on. */
function tellBroken(error: unknown): void {
  if (!(error instanceof ConfigurationError)) throw error
  log.warn('configuration_broken', { faults: error.message })
}

function composeRoutes(environment: Environment): Record<(typeof ROUTE_KEYS)[number], Route> {
  const parts = composeImport(environment)
  const { credentials, wechatpay: cards, importMember, readCard, table } = parts
  const queueUrl = environment.IMPORT_QUEUE_URL
  const handOver = queueUrl === undefined ? undefined : createHandOver(openQueues(), queueUrl)
  const get = createGetCard({ clock, credentials, readCard, cards })
  return {
    'POST /user-cards/import-by-openid': createPostImport({
      clock,
      credentials,
      importMember,
      cards,
      sealer: cards,
      handOver,
      log,
    }),
    'GET /user-cards/{user_card_code}': get.userCard,
    'GET /cards/{card_id}': get.template,
    'GET /encryption-key': createGetEncryptionKey(credentials),
    'GET /jobs/{job_id}': createGetJob(createReadJobStatus(table, clock)),
  }
}

/** What the queue function needs. With a broken configuration it still keeps every message. */
export function composeQueue(variables: Variables): WorkBatch {
  try {
    return composeWork(readEnvironment(variables))
  } catch (error) {
    tellBroken(error)
    // Of what is set as much is used as there is; what is not fails where it is needed, and is logged.
    const { STATE_TABLE_NAME: name = '', WECHATPAY_SECRET_ID: secret = '' } = variables
    const table = openStateTable(name, secret)
    const queues = openQueues()
    const [situations, endings] = [createSituations(table), createEndings(table, clock)]
    const deadLetters = composeDeadLetters(queues, variables.DEAD_LETTER_QUEUE_URL)
    const giveIn = createGiveIn({ situations, endings, deadLetters, metrics })
    const queue = composeHiding(queues, variables.IMPORT_QUEUE_URL)
    return createReturnBatch({ clock, halts: createHalts(table), giveIn, queue, log, metrics })
  }
}

function composeWork(environment: Environment): WorkBatch {
  const { credentials, heed, importMember, situations, endings, table } = composeImport(environment)
  const queues = openQueues()
  const deadLetters = composeDeadLetters(queues, environment.DEAD_LETTER_QUEUE_URL)
  const workMessage = createWorkMessage({
    clock,
    jobs: createJobs(table),
    endings,
    deadLetters,
    giveIn: createGiveIn({ situations, endings, deadLetters, metrics }),
    importMember,
    log,
    metrics,
    callLimitMs: environment.WECHATPAY_TIMEOUT_MS,
  })
  const queue = composeHiding(queues, environment.IMPORT_QUEUE_URL)
  return createWorkBatch({ clock, credentials, heed, queue, workMessage, log, metrics })
}

function composeDeadLetters(queues: SQSClient, queueUrl: string | undefined): DeadLetters {
  if (queueUrl) return createDeadLetters(queues, queueUrl)
  log.warn('no_dead_letter_queue_url', { skipped: 'copying' })
  return { copy: async () => {} }
}

function composeHiding(queues: SQSClient, queueUrl: string | undefined): Queue {
  if (queueUrl) return createQueue(queues, queueUrl)
  log.warn('no_import_queue_url', { skipped: 'hiding' })
  return { hide: async () => {} }
}

/** What both share: the wire, the state, and the use case between them. */
function composeImport(environment: Environment) {
  const callLimitMs = environment.WECHATPAY_TIMEOUT_MS
  const table = openStateTable(environment.STATE_TABLE_NAME, environment.WECHATPAY_SECRET_ID)
  const backupBaseUrl = environment.WECHATPAY_BACKUP_BASE_URL
  const transport = createTransport({
    baseUrl: environment.WECHATPAY_BASE_URL,
    ...(backupBaseUrl !== 'none' && { backupBaseUrl }),
    version,
    clock,
  })
  const nonce = () => randomUUID().replaceAll('-', '')
  const { WECHATPAY_SIGNING_KEY_ID: signing, WECHATPAY_DECRYPTION_KEY_ID: decryption } = environment
  const credentials = createCredentials({
    source: countReads(createSecretSource(environment.WECHATPAY_SECRET_ID), metrics),
    ...(signing !== undefined && { kept: createKmsKeys({ signing, decryption }) }),
    fetchCertificates: createFetchCertificates({ transport, clock, nonce }),
    clock,
    log,
  })
  // While the function starts, and not awaited: the first invocation finds both, or waits for what is left of them.
  transport.connect()
  credentials.current().catch(() => {})
  const wechatpay = createWechatPay({ credentials, transport, clock, nonce })
  const pacer = createPacer(table, clock, environment.WECHATPAY_RATE_PER_SECOND)
  const ask = createAsk({ clock, pacer, wechatpay, streaks: createStreaks(table), log, metrics })
  const heed = createHeed({ clock, credentials, halts: createHalts(table), log, metrics })
  const situations = createSituations(table)
  const endings = createEndings(table, clock)
  const importMember = createImportMember({
    clock,
    newOwner: randomUUID,
    credentials,
    situations,
    claims: createClaims(table, clock),
    endRow: createEndRow({ clock, endings, metrics }),
    takeStep: createTakeStep(ask, clock, callLimitMs),
    heed,
    gate: createGate(ROWS_AT_THE_GATE),
    log,
    metrics,
    callLimitMs,
  })
  const readCard = createReadCard({ ask, heed, situations, credentials })
  return { credentials, wechatpay, heed, situations, endings, importMember, readCard, table }
}
