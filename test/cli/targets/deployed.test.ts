import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openDeployed } from '../../../cli/targets/deployed.ts'
import { startCloudFormation } from '../../e2e/command/cloudformation.ts'
import { makeContext } from '../contexts.ts'

const NAMES = { ImportQueueUrl: 'q', DeadLetterQueueUrl: 'd', StateTableName: 't', CredentialSecretArn: 's' }

const closers: (() => unknown)[] = []

async function listen(listener: RequestListener): Promise<string> {
  const server: Server = createServer(listener).listen(0, '127.0.0.1')
  closers.push(() => server.close())
  await once(server, 'listening')
  return `http://127.0.0.1:${Object(server.address()).port}`
}

async function openStack(apiUrl: string) {
  const { url, close } = await startCloudFormation('members', { ...NAMES, HttpApiUrl: apiUrl })
  closers.push(close)
  vi.stubEnv('AWS_ENDPOINT_URL_CLOUDFORMATION', url)
  const target = await openDeployed('members', makeContext().context)
  closers.push(target.close)
  return target
}

beforeEach(() => {
  vi.stubEnv('AWS_REGION', 'cn-north-1')
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'operator')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret')
  vi.stubEnv('AWS_SESSION_TOKEN', 'session')
})
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
  vi.unstubAllEnvs()
})

test('a request to the API is signed for its region, with the session token', async () => {
  const seen: Record<string, unknown>[] = []
  const target = await openStack(
    await listen((request, response) => {
      seen.push(request.headers)
      response.end('{}')
    }),
  )
  expect(await target.get('/encryption-key')).toMatchObject({ status: 200, body: {} })
  expect(seen).toMatchObject([
    { authorization: expect.stringContaining('/cn-north-1/execute-api/'), 'x-amz-security-token': 'session' },
  ])
})

test('no redirect is followed: the signature and the session token are for the API alone', async () => {
  const seen: unknown[] = []
  const elsewhere = await listen((request, response) => {
    seen.push(request.headers)
    response.end('{}')
  })
  const target = await openStack(
    await listen((_, response) => response.writeHead(307, { location: `${elsewhere}/encryption-key` }).end()),
  )
  await expect(target.get('/encryption-key')).rejects.toThrow('fetch failed')
  expect(seen).toEqual([])
})
