import { afterEach, beforeEach, expect, test } from 'vitest'
import { countReads, createSecretSource } from '../../functions/aws/secret.ts'
import type { Metrics } from '../../functions/ports.ts'
import { ServiceError, startJsonService } from '../../infra/local/aws/json-service.ts'
import { type SecretsService, startSecrets } from '../../infra/local/aws/secrets.ts'
import { stubAws } from './state.ts'

let secrets: SecretsService

beforeEach(async () => {
  secrets = await startSecrets({})
  stubAws('SECRETS_MANAGER', secrets.url)
})
afterEach(() => secrets.close())

test('a secret is read with the version it has now', async () => {
  await secrets.set('credential', 'first')
  const source = createSecretSource('credential')
  const first = await source.read()
  await secrets.set('credential', 'second')
  const second = await source.read()
  expect([first.text, second.text]).toEqual(['first', 'second'])
  expect(first.versionId).not.toBe(second.versionId)
  expect(await source.read()).toEqual(second)
})

test('a secret that is not there reads as an empty text, so that it can be told from an outage', async () => {
  expect(await createSecretSource('nowhere').read()).toEqual({ text: '', versionId: 'none' })
})

test('a secret that may not be read is an error', async () => {
  const service = await startJsonService(async () => {
    throw new ServiceError('AccessDeniedException', 'Not for this role.')
  })
  stubAws('SECRETS_MANAGER', service.url)
  await expect(createSecretSource('credential').read()).rejects.toThrow('Not for this role.')
  await service.close()
})

test('its readings are counted, and those that fail', async () => {
  const counted: string[] = []
  const metrics: Metrics = { count: (name, ..._) => void counted.push(name), record() {} }
  expect(await countReads({ read: async () => 'secret' }, metrics).read()).toBe('secret')
  expect(counted).toEqual(['SecretReads'])
  await expect(countReads({ read: () => Promise.reject(new Error('no right')) }, metrics).read()).rejects.toThrow()
  expect(counted).toEqual(['SecretReads', 'SecretReads', 'SecretReadFailures'])
})
