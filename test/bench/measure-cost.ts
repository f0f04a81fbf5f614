/**
 * What a million members cost: the calls of a small job at 5 a second are counted on the local stack, and multiplied by
 * prices.json. Two containers that share the rate wait most of the time, and Lambda bills waiting.
 */
import { startLocal } from '../../infra/local/start-local.ts'
import { allEnded, members, queueJob } from '../e2e/harness.ts'
import { type Counts, countCalls } from './count-calls.ts'
import prices from './prices.json' with { type: 'json' }
import { type Row, single } from './row.ts'

/** Two batches: each container works one. */
const COUNT = 100
const MILLION = 1_000_000
/** memorySize of the queue function (serverless.yml). */
const GIGABYTES = 0.5

export async function measureCost(): Promise<Row[]> {
  const counts = (): Counts => ({ calls: new Map(), writeUnits: 0, readUnits: 0 })
  const [table, queues, kms] = [counts(), counts(), counts()]
  const targets = { table: '', queues: '', kms: '' }
  const proxies = {
    table: await countCalls(() => targets.table, table),
    queues: await countCalls(() => targets.queues, queues),
    kms: await countCalls(() => targets.kms, kms),
  }
  let [invocations, billedMs] = [0, 0]
  const local = await startLocal({
    keys: 'kms_signing',
    stack: {
      polls: false,
      environment: {
        AWS_ENDPOINT_URL_DYNAMODB: proxies.table.url,
        AWS_ENDPOINT_URL_SQS: proxies.queues.url,
        AWS_ENDPOINT_URL_KMS: proxies.kms.url,
      },
      onInvoked: (_, ms) => {
        invocations += 1
        billedMs += ms
      },
    },
  })
  try {
    targets.table = local.stack.dynamodb.endpoint
    targets.queues = local.stack.sqs.endpoint
    targets.kms = local.stack.kms?.environment.AWS_ENDPOINT_URL_KMS ?? ''
    await queueJob(local, 'cost', members(COUNT))
    local.stack.poll()
    await allEnded(local, 'cost', COUNT)
  } finally {
    await local.close()
    for (const proxy of Object.values(proxies)) await proxy.close()
  }

  const perMillion = (count: number) => (count * MILLION) / COUNT
  // Sent, received and deleted ten at a time, by whoever sends and by Lambda's pollers.
  const sqs = perMillion(sum(queues)) + (3 * MILLION) / 10
  const gigabyteSeconds = perMillion((billedMs / 1_000) * GIGABYTES)
  return [
    ...line('Lambda, GB-seconds', gigabyteSeconds, prices.lambda_gb_second_arm64),
    ...line('Lambda, requests', perMillion(invocations), prices.lambda_million_requests / MILLION),
    ...line('SQS, requests', sqs, prices.sqs_million_requests / MILLION),
    ...line('DynamoDB, write units', perMillion(table.writeUnits), prices.dynamodb_million_write_units / MILLION),
    ...line('DynamoDB, read units', perMillion(table.readUnits), prices.dynamodb_million_read_units / MILLION),
    ...line('KMS, calls (where KMS signs)', perMillion(sum(kms)), prices.kms_million_calls / MILLION),
  ]
}

function line(who: string, count: number, price: number): Row[] {
  const what = 'a million members at 5/s'
  return [
    { what, who, unit: 'million', ...single(count / MILLION) },
    { what: `${what}: ${prices.region}, ${prices.date}`, who, unit: 'USD', ...single(count * price) },
  ]
}

function sum({ calls }: Counts): number {
  return [...calls.values()].reduce((total, count) => total + count, 0)
}
