import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SQSClient } from '@aws-sdk/client-sqs'
import type { MerchantKeys } from './aws/merchant-keys.ts'
import { type Stack, startStack } from './aws/stack.ts'
import { type SimulatorProcess, startSimulatorProcess } from './simulator-process.ts'

export type LocalOptions = {
  /** Which of the simulator's credential secrets the functions use. */
  credential?: keyof SimulatorProcess['secrets']
  /** Where the merchant's private key is: in the secret; in KMS, to sign and decrypt; or in KMS to sign only. */
  keys?: 'secret' | 'kms' | 'kms_signing'
  /** Options of `npm run simulator`. */
  simulator?: readonly string[]
  stack?: Omit<Parameters<typeof startStack>[0], 'secret' | 'kms' | 'wechatPayUrl'>
}

export type Local = {
  stack: Stack
  simulator: SimulatorProcess
  /** The credential secret that the stack was started with. */
  secret: string
  dynamodb: DynamoDBClient
  sqs: SQSClient
  close(): Promise<void>
}

/** Everything on this machine: AWS's parts with the built bundles, and WeChat Pay as the simulator has it. */
export async function startLocal({
  credential = 'partner',
  keys = 'secret',
  simulator: args = [],
  stack: options,
}: LocalOptions = {}): Promise<Local> {
  const simulator = await startSimulatorProcess(args)
  const text = simulator.secrets[credential]
  const placed = keys === 'secret' ? { secret: text } : moveToKms(text, keys === 'kms')
  const stack = await startStack({ ...options, ...placed, wechatPayUrl: simulator.url })
  const dynamodb = new DynamoDBClient(stack.dynamodb)
  // A queue URL names a host of its own; the client must go where the local queue is.
  const sqs = new SQSClient({ ...stack.sqs, useQueueUrlAsEndpoint: false })
  return {
    stack,
    simulator,
    secret: placed.secret,
    dynamodb,
    sqs,
    async close() {
      dynamodb.destroy()
      sqs.destroy()
      await stack.close()
      await simulator.close()
    },
  }
}

/** A secret without its private key, and that key for KMS. */
function moveToKms(text: string, decrypts: boolean): { secret: string; kms: MerchantKeys } {
  const { merchant_private_key: pem, ...secret } = JSON.parse(text)
  return { secret: JSON.stringify(secret), kms: { signing: pem, ...(decrypts && { decryption: pem }) } }
}
