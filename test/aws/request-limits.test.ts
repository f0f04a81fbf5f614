import { createServer } from 'node:http'
import { afterEach, expect, test, vi } from 'vitest'
import { createSecretSource } from '../../functions/aws/secret.ts'

afterEach(() => vi.unstubAllEnvs())

test('a service that takes the connection and never answers is given up and asked again', {
  timeout: 30_000,
}, async () => {
  let requests = 0
  const silent = createServer((_, response) => {
    requests += 1
    if (requests === 3) response.end('{"SecretString":"text","VersionId":"version-1"}')
  })
  await new Promise<void>(resolve => silent.listen(0, '127.0.0.1', resolve))
  const address = silent.address()
  if (typeof address !== 'object' || !address) throw new Error('no port')
  vi.stubEnv('AWS_ENDPOINT_URL_SECRETS_MANAGER', `http://127.0.0.1:${address.port}`)
  vi.stubEnv('AWS_REGION', 'us-east-1')
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local')

  expect(await createSecretSource('credential').read()).toEqual({ text: 'text', versionId: 'version-1' })
  expect(requests).toBe(3)
  silent.closeAllConnections()
  silent.close()
})
