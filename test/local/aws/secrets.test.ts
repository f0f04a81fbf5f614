import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { CREDENTIALS, REGION } from '../../../infra/local/aws/names.ts'
import { startSecrets } from '../../../infra/local/aws/secrets.ts'

let folder: string
let service: Awaited<ReturnType<typeof startSecrets>>
let client: SecretsManagerClient

async function start() {
  service = await startSecrets({ folder })
  client = new SecretsManagerClient({ endpoint: service.url, region: REGION, credentials: CREDENTIALS })
}

async function stop() {
  client.destroy()
  await service.close()
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secrets-'))
  await start()
})

afterEach(async () => {
  await stop()
  await rm(folder, { recursive: true })
})

const Name = 'credential'
const create = (SecretString: string) => client.send(new CreateSecretCommand({ Name, SecretString }))
const put = (SecretString: string, more = {}) =>
  client.send(new PutSecretValueCommand({ SecretId: Name, SecretString, ...more }))
const get = (more = {}) => client.send(new GetSecretValueCommand({ SecretId: Name, ...more }))

test('a secret is read by name and by ARN', async () => {
  const { ARN, VersionId } = await create('one')
  const value = await get()
  expect(value).toMatchObject({ ARN, Name, VersionId, SecretString: 'one', VersionStages: ['AWSCURRENT'] })
  expect(value.CreatedDate).toBeInstanceOf(Date)
  expect(await get({ SecretId: ARN })).toMatchObject({ SecretString: 'one' })
})

test('a new value becomes AWSCURRENT, the one before AWSPREVIOUS, older ones go', async () => {
  const one = await create('one')
  const two = await put('two')
  const three = await put('three')
  expect(await get()).toMatchObject({ SecretString: 'three', VersionId: three.VersionId })
  expect(await get({ VersionStage: 'AWSPREVIOUS' })).toMatchObject({ SecretString: 'two', VersionId: two.VersionId })
  await expect(get({ VersionId: one.VersionId })).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  const { VersionIdsToStages } = await client.send(new DescribeSecretCommand({ SecretId: Name }))
  expect(VersionIdsToStages).toEqual({
    [String(two.VersionId)]: ['AWSPREVIOUS'],
    [String(three.VersionId)]: ['AWSCURRENT'],
  })
})

test('a value under another stage leaves AWSCURRENT as it is', async () => {
  await create('one')
  const { VersionId } = await put('two', { VersionStages: ['AWSPENDING'] })
  expect(await get()).toMatchObject({ SecretString: 'one' })
  expect(await get({ VersionStage: 'AWSPENDING' })).toMatchObject({ SecretString: 'two', VersionId })
  expect(await get({ VersionId })).toMatchObject({ SecretString: 'two' })
  const both = get({ VersionId, VersionStage: 'AWSCURRENT' })
  await expect(both).rejects.toMatchObject({ name: 'InvalidRequestException' })
})

test('the same token puts once; other content under it is refused', async () => {
  await create('one')
  const ClientRequestToken = 'a'.repeat(32)
  await put('two', { ClientRequestToken })
  await put('two', { ClientRequestToken })
  expect(await get({ VersionStage: 'AWSPREVIOUS' })).toMatchObject({ SecretString: 'one' })
  await expect(put('three', { ClientRequestToken })).rejects.toMatchObject({ name: 'ResourceExistsException' })
})

test('what is not there, exists already or lacks a field is refused', async () => {
  await expect(get()).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  await expect(put('one')).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  await create('one')
  await expect(create('two')).rejects.toMatchObject({ name: 'ResourceExistsException' })
  await expect(get({ VersionStage: 'AWSPENDING' })).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  const binary = client.send(new PutSecretValueCommand({ SecretId: Name, SecretBinary: new Uint8Array(1) }))
  await expect(binary).rejects.toMatchObject({ name: 'InvalidParameterException' })
})

test('secrets stay in the folder, for the owner only', async () => {
  await create('one')
  await Promise.all([put('two'), put('three')])
  await stop()
  await start()
  expect(['two', 'three']).toContain((await get()).SecretString)
  expect((await stat(join(folder, 'secrets.json'))).mode & 0o777).toBe(0o600)
})

test('nobody but the callers of this process reads a secret', async () => {
  await create('first')
  const credentials = { ...CREDENTIALS, accessKeyId: 'local' }
  const stranger = new SecretsManagerClient({ endpoint: service.url, region: REGION, credentials })
  const read = stranger.send(new GetSecretValueCommand({ SecretId: Name }))
  await expect(read).rejects.toMatchObject({ name: 'UnrecognizedClientException' })
  stranger.destroy()
})
