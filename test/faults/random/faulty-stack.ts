import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SQSClient } from '@aws-sdk/client-sqs'
import { startStack } from '../../../infra/local/aws/stack.ts'
import { startSimulatorProcess } from '../../../infra/local/simulator-process.ts'
import type { Local } from '../../../infra/local/start-local.ts'
import { makeRandom } from '../../../infra/local/wechatpay/random.ts'
import {
  type AwsFault,
  type AwsRequest,
  type Disturbance,
  disturb,
  drawDisturbance,
  type Service,
} from './aws-faults.ts'
import { startFates } from './container-fates.ts'
import type { Weather } from './draw-weather.ts'
import { startFaultyProxy } from './faulty-proxy.ts'
import { type Forwarder, startForwarder } from './forwarder.ts'
import { hideBriefly } from './hide-briefly.ts'

export const CALL_LIMIT_MS = 1_000
const RATE = '40'

export type FaultyStack = Local & {
  hosts: Readonly<Record<'primary' | 'backup', Forwarder>>
  /** What all requests to a service meet, until it is lifted. */
  spell(service: Service, fault: AwsFault | undefined): void
  /** From now on AWS is sound, and so are the containers that start. */
  calm(): void
}

/** The local stack with whatever can go wrong between its parts. It does not poll yet. `root`: where its bundles are. */
export async function startFaultyStack(
  seed: number,
  { visibilitySeconds, skewed }: Weather,
  options: { root?: string },
): Promise<FaultyStack> {
  let isCalm = false
  const spells = new Map<Service, AwsFault>()
  // Each draws from its own stream: which of them is asked first is chance.
  const random = makeRandom(seed + 1)
  const disturbanceOf = (request: AwsRequest): Disturbance | undefined => {
    if (isCalm) return undefined
    const spell = spells.get(request.service)
    return spell === undefined ? drawDisturbance(random, request) : disturb(spell, request)
  }
  const simulator = await startSimulatorProcess(['--rate', '1000', '--seed', String(seed)])
  const fates = await startFates(makeRandom(seed + 2), skewed)
  const hosts = { primary: await startForwarder(simulator.url), backup: await startForwarder(simulator.url) }
  const [dynamodb, sqs, secrets] = await Promise.all([
    startFaultyProxy('dynamodb', disturbanceOf),
    startFaultyProxy('sqs', disturbanceOf, hideBriefly),
    startFaultyProxy('secrets', disturbanceOf),
  ])
  const secret = simulator.secrets.partner
  const stack = await startStack({
    ...options,
    secret,
    polls: false,
    visibilityTimeoutSeconds: visibilitySeconds,
    environment: {
      WECHATPAY_BASE_URL: hosts.primary.url,
      WECHATPAY_BACKUP_BASE_URL: hosts.backup.url,
      WECHATPAY_RATE_PER_SECOND: RATE,
      WECHATPAY_TIMEOUT_MS: String(CALL_LIMIT_MS),
      AWS_ENDPOINT_URL_DYNAMODB: dynamodb.url,
      AWS_ENDPOINT_URL_SQS: sqs.url,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
      FATES_URL: fates.url,
      NODE_OPTIONS: `--import=${new URL('./container-preload.ts', import.meta.url)}`,
    },
  })
  dynamodb.leadTo(stack.dynamodb.endpoint)
  sqs.leadTo(stack.sqs.endpoint)
  secrets.leadTo(stack.secretsManager.endpoint)
  const clients = {
    dynamodb: new DynamoDBClient(stack.dynamodb),
    sqs: new SQSClient({ ...stack.sqs, useQueueUrlAsEndpoint: false }),
  }
  return {
    ...clients,
    stack,
    simulator,
    secret,
    hosts,
    spell(service, fault) {
      if (fault === undefined) spells.delete(service)
      else spells.set(service, fault)
    },
    calm() {
      isCalm = true
      fates.end()
    },
    async close() {
      clients.dynamodb.destroy()
      clients.sqs.destroy()
      await stack.close()
      for (const part of [dynamodb, sqs, secrets, fates, hosts.primary, hosts.backup, simulator]) await part.close()
    },
  }
}
