import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll } from 'vitest'
import type { Local } from '../../../infra/local/start-local.ts'
import { startLocal } from '../start-local.ts'
import { presentAsDeployed } from './cloudformation.ts'
import { run } from './command.ts'

export const STACK = 'members-prod'
export const TEMPLATE = ['--brand-id', '1004', '--card-id', 'pbLatjvWOibDc5-TBnbUk1pD12o0']

export type Deployed = {
  /** Where the operator types, and keeps files. */
  folder: string
  local: Local
  /** Leads the command to the local parts instead of AWS. */
  environment: Record<string, string>
  command(...words: string[]): ReturnType<typeof run>
  statusOf(job: string): Promise<Record<string, unknown>>
}

/** A local stack that the command takes for a deployed one. To be called once by a test file. */
export function useDeployed(): Deployed {
  let presented: Awaited<ReturnType<typeof presentAsDeployed>>
  let folder = ''
  let local: Local

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'deployed-'))
    local = await startLocal({
      simulator: ['--rate', '50'],
      stack: { environment: { WECHATPAY_RATE_PER_SECOND: '40', WECHATPAY_TIMEOUT_MS: '1000' } },
    })
    presented = await presentAsDeployed(local.stack, STACK)
  })
  afterAll(async () => {
    await presented.close()
    await local.close()
    await rm(folder, { recursive: true, force: true })
  })

  const command = (...words: string[]) => run(folder, [...words, '--stack', STACK], presented.environment)
  return {
    get folder() {
      return folder
    },
    get local() {
      return local
    },
    get environment() {
      return presented.environment
    },
    command,
    statusOf: async job => JSON.parse((await command('status', job, '--json')).stdout),
  }
}

/** What lies in a queue, read without taking it away. */
export async function look({ sqs }: Local, queueUrl: string): Promise<string[]> {
  const request = { QueueUrl: queueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0, MessageAttributeNames: ['All'] }
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand(request))
  return Messages.map(message => JSON.stringify(message))
}
