import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { secretArn } from '../../../infra/local/aws/names.ts'
import { type Local, startLocal } from '../../../infra/local/start-local.ts'
import { findLeaks } from '../find-leaks.ts'
import { control, depth, journal, until } from '../harness.ts'
import { startCloudFormation } from './cloudformation.ts'
import { run, start } from './command.ts'
import { memberLines, PERSONAL, writeMembers } from './member-files.ts'

const STACK = 'members-prod'
const TEMPLATE = ['--brand-id', '1004', '--card-id', 'pbLatjvWOibDc5-TBnbUk1pD12o0']

let folder: string
let local: Local
let cloudFormation: Awaited<ReturnType<typeof startCloudFormation>>
let environment: Record<string, string>

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deployed-'))
  local = await startLocal({
    simulator: ['--rate', '50'],
    stack: { environment: { WECHATPAY_RATE_PER_SECOND: '40', WECHATPAY_TIMEOUT_MS: '1000' } },
  })
  const { stack } = local
  cloudFormation = await startCloudFormation(STACK, {
    HttpApiUrl: stack.apiUrl,
    ImportQueueUrl: stack.queueUrl,
    DeadLetterQueueUrl: stack.deadLetterQueueUrl,
    StateTableName: stack.tableName,
    CredentialSecretArn: secretArn(stack.secretId),
  })
  environment = {
    AWS_REGION: stack.sqs.region,
    AWS_ACCESS_KEY_ID: 'operator',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_ENDPOINT_URL_CLOUDFORMATION: cloudFormation.url,
    AWS_ENDPOINT_URL_DYNAMODB: stack.dynamodb.endpoint,
    AWS_ENDPOINT_URL_SQS: stack.sqs.endpoint,
  }
})
afterAll(async () => {
  await cloudFormation.close()
  await local.close()
  await rm(folder, { recursive: true, force: true })
})

const command = (...words: string[]) => run(folder, [...words, '--stack', STACK], environment)
const statusOf = async (job: string) => JSON.parse((await command('status', job, '--json')).stdout)

/** What lies in a queue, read without taking it away. */
async function look(queueUrl: string): Promise<string[]> {
  const request = { QueueUrl: queueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0, MessageAttributeNames: ['All'] }
  const { Messages = [] } = await local.sqs.send(new ReceiveMessageCommand(request))
  return Messages.map(message => JSON.stringify(message))
}

describe('a file through a deployed stack', () => {
  test('is checked against the template, queued and followed', async () => {
    const file = await writeMembers(folder, 'members.csv', memberLines(40))
    expect(await command('check', file, ...TEMPLATE)).toMatchObject({ code: 0 })
    const imported = await command('import', file, ...TEMPLATE, '--job-id', 'spring', '--follow')
    expect(imported).toMatchObject({ code: 0, stdout: expect.stringMatching(/imported +40\nall +40/) })
    expect(imported.stderr).toContain(`results spring -o results --stack ${STACK}`)
  })

  test('lies in the queue without anything personal in plain form, and a command that ends does not stop it', async () => {
    await control(local, 'POST', 'faults', { fault: 'refuse_all', call: 'import' })
    const file = await writeMembers(folder, 'sealed.csv', memberLines(60, '-sealed-'))
    const words = ['--job-id', 'sealed', '--first', '0', '--no-follow']
    const queued = await command('import', file, ...TEMPLATE, ...words)
    expect(queued.stderr).toContain('60 rows queued')
    const found = await until(async () => {
      const messages = await look(local.stack.queueUrl)
      return messages.length > 0 ? messages : undefined
    })
    expect(found.join()).toContain('-sealed-')
    expect(findLeaks(found, Object.values(PERSONAL))).toEqual([])

    await control(local, 'DELETE', 'faults')
    expect(await command('status', 'sealed', '--follow')).toMatchObject({ code: 0 })
  })

  test('goes on where a killed command has left it, and sends no row twice', async () => {
    const file = await writeMembers(folder, 'killed.csv', memberLines(300, '-killed-'))
    const words = ['import', file, ...TEMPLATE, '--job-id', 'killed', '--first', '5', '--follow', '--stack', STACK]
    const first = start(folder, words, environment)
    await until(async () => (first.stderr().includes('The first rows went well') ? true : undefined))
    first.kill('SIGKILL')
    expect(await first.ended).toMatchObject({ signal: 'SIGKILL' })
    expect(await run(folder, words, environment)).toMatchObject({ code: 0 })
    expect(await statusOf('killed')).toMatchObject({ ended: 300, counts: { imported: 300 } })
    const created = (await journal(local)).filter(({ created, openid }) => created && openid?.includes('-killed-'))
    expect(created).toHaveLength(300)
  })

  test('whose row was given up comes again from the dead letters, as the same row', async () => {
    await control(local, 'POST', 'faults', { fault: 'forged_signature', openid: '-unsettled-000003', call: 'query' })
    await control(local, 'POST', 'faults', {
      fault: 'reset_after',
      openid: '-unsettled-000003',
      call: 'import',
      count: 1,
    })
    const file = await writeMembers(folder, 'unsettled.csv', memberLines(3, '-unsettled-'))
    const imported = await command('import', file, ...TEMPLATE, '--job-id', 'unsettled', '--follow')
    expect(imported).toMatchObject({ code: 1, stdout: expect.stringMatching(/imported +2\nunsettled +1/) })
    expect(imported.stderr).toContain('redrive')
    const letters = await look(local.stack.deadLetterQueueUrl)
    expect(letters).toHaveLength(1)
    expect(findLeaks(letters, Object.values(PERSONAL))).toEqual([])

    await control(local, 'DELETE', 'faults')
    expect(await command('redrive')).toMatchObject({ code: 0, stdout: expect.stringMatching(/unsettled +1/) })
    expect(await command('status', 'unsettled', '--follow')).toMatchObject({ code: 0 })
    expect(await statusOf('unsettled')).toMatchObject({ counts: { imported: 3, unsettled: 0 } })
    expect(await depth(local, local.stack.deadLetterQueueUrl)).toBe(0)
  })

  test('is cancelled: rows that were not called stay unprocessed, and come back with the original file', async () => {
    const lines = memberLines(400, '-cancel-')
    const file = await writeMembers(folder, 'cancel.csv', lines)
    await command('import', file, ...TEMPLATE, '--job-id', 'cancelled', '--first', '0', '--no-follow')
    const cancelled = await command('cancel', 'cancelled', '--json')
    expect(cancelled.code).toBe(0)
    const status = JSON.parse(cancelled.stdout)
    expect(status).toMatchObject({ state: 'cancelled', rows: 400 })
    expect(status.counts.unprocessed).toBeGreaterThan(0)
    expect(status.counts.imported + status.counts.unprocessed).toBe(400)

    await command('results', 'cancelled', '-o', 'cancelled', '--original', file)
    const unprocessed = (await readFile(join(folder, 'cancelled/unprocessed.csv'), 'utf8')).trim().split('\n')
    expect(unprocessed).toHaveLength(1 + status.counts.unprocessed)
    expect(unprocessed.at(-1)).toMatch(/^400,o-cancel-000400,C-cancel-000400,unprocessed,/)
    expect(await command('import', file, ...TEMPLATE, '--job-id', 'cancelled')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('was cancelled'),
    })
    await until(async () => ((await depth(local, local.stack.queueUrl)) === 0 ? true : undefined))
    expect((await statusOf('cancelled')).counts).toEqual(status.counts)
  })
})

describe('a stack that cannot be used is told', () => {
  test.each([
    ['that does not exist', {}, 'nowhere', 'AWS knows no such stack'],
    [
      'without credentials',
      { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_EC2_METADATA_DISABLED: 'true' },
      STACK,
      'no AWS credentials',
    ],
    ['without a region', { AWS_REGION: '' }, STACK, 'Set AWS_REGION'],
  ])('%s', async (_, changed, stack, said) => {
    const ran = await run(folder, ['status', '--stack', stack], { ...environment, ...changed })
    expect(ran).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(said) })
  })
})
