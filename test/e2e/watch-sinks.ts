import { paginateScan } from '@aws-sdk/client-dynamodb'
import type { Local } from '../../infra/local/start-local.ts'
import { type Canaries, keyPartsOf, type Sinks } from './find-leaks.ts'
import { type Recorder, recordTraffic } from './record-traffic.ts'
import { startLocal } from './start-local.ts'
import { VALUES } from './telling-member.ts'

const SERVICES = ['DYNAMODB', 'SQS', 'SECRETS_MANAGER', 'WECHATPAY'] as const
type Service = (typeof SERVICES)[number]

/** For a secret that has none of its own. */
const API_V3_KEY = 'Kanarienvogel-im-Kellergewoelbe!'

export type Watched = {
  local: Local
  recorders: Record<Service, Recorder>
  /** Keeps what an answer told that was no success; resolves to the answer. */
  hear(response: Response): Promise<{ status: number; headers: Headers; text: string }>
  /** What was written since the last time, by where it went. */
  drain(): Promise<Sinks>
  canaries(): Canaries
  close(): Promise<void>
}

/**
 * The local stack with a secret in which every key is there, and everything watched that leaves the functions: requests
 * to the table and the queues (also what was overwritten later), log lines, answers. `root`: other bundles.
 */
export async function watchSinks(root?: string): Promise<Watched> {
  const logs: string[] = []
  const errors: string[] = []
  const recorders = {
    DYNAMODB: await recordTraffic(),
    SQS: await recordTraffic(),
    SECRETS_MANAGER: await recordTraffic(),
    WECHATPAY: await recordTraffic(),
  }
  const local = await startLocal({
    simulator: ['--rate', '50'],
    stack: {
      ...(root !== undefined && { root }),
      environment: {
        WECHATPAY_RATE_PER_SECOND: '40',
        WECHATPAY_TIMEOUT_MS: '1000',
        WECHATPAY_BASE_URL: recorders.WECHATPAY.url,
        AWS_ENDPOINT_URL_DYNAMODB: recorders.DYNAMODB.url,
        AWS_ENDPOINT_URL_SQS: recorders.SQS.url,
        AWS_ENDPOINT_URL_SECRETS_MANAGER: recorders.SECRETS_MANAGER.url,
      },
      onLog: line => logs.push(line),
    },
  })
  const { stack, simulator, dynamodb } = local
  recorders.DYNAMODB.leadTo(stack.dynamodb.endpoint)
  recorders.SQS.leadTo(stack.sqs.endpoint)
  recorders.SECRETS_MANAGER.leadTo(stack.secretsManager.endpoint)
  recorders.WECHATPAY.leadTo(simulator.url)
  const secret = withEveryKey(local)
  await stack.putSecret(secret)
  const signed: string[] = []

  return {
    local,
    recorders,

    async hear(response) {
      const { status, headers } = response
      const text = await response.text()
      if (status !== 200) errors.push(JSON.stringify([...headers]), text)
      return { status, headers, text }
    },

    async drain() {
      signed.push(...recorders.WECHATPAY.requests.splice(0).map(({ authorization }) => authorization))
      const pages = await Array.fromAsync(paginateScan({ client: dynamodb }, { TableName: stack.tableName }))
      const items = pages.flatMap(({ Items = [] }) => Items.map(item => JSON.stringify(item)))
      const sent = recorders.SQS.requests.splice(0).filter(({ target }) => target.includes('SendMessage'))
      const isBuried = ({ body }: { body: string }) => body.includes(stack.deadLetterQueueUrl)
      const lines = logs.splice(0)
      return {
        log: lines.filter(line => !line.includes('"_aws"')),
        metric: lines.filter(line => line.includes('"_aws"')),
        error: errors.splice(0),
        item: [...items, ...recorders.DYNAMODB.requests.splice(0).map(({ body }) => body)],
        message: sent.filter(one => !isBuried(one)).map(({ body }) => body),
        'dead letter': sent.filter(isBuried).map(({ body }) => body),
      }
    },

    canaries: () => ({
      personal: VALUES,
      keys: keyPartsOf(secret),
      signatures: signed.flatMap(text => /signature="([^"]{64})/.exec(text)?.[1] ?? []),
    }),

    async close() {
      await local.close()
      for (const recorder of Object.values(recorders)) await recorder.close()
    },
  }
}

/** The secret with everything that one may hold: the APIv3 key, and the private key that was rotated out. */
function withEveryKey({ secret, simulator: { secrets } }: Local): string {
  const own = JSON.parse(secret)
  const other = JSON.parse(own.brand_id === undefined ? secrets.brand : secrets.partner)
  const { merchant_serial_no, merchant_private_key } = other
  return JSON.stringify({ api_v3_key: API_V3_KEY, ...own, previous: { merchant_serial_no, merchant_private_key } })
}
