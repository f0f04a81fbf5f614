import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Local, type LocalOptions, startLocal } from '../../infra/local/start-local.ts'
import { allEnded, journal, member, members, postMember, queueJob, tally } from './harness.ts'

const logs: string[] = []
const WATCH = { NODE_OPTIONS: `--import ${new URL('watch-private-keys.ts', import.meta.url)}` }

const start = (options: LocalOptions, environment: Record<string, string> = {}) =>
  startLocal({
    ...options,
    simulator: ['--rate', '50'],
    stack: { environment: { WECHATPAY_RATE_PER_SECOND: '40', ...environment }, onLog: line => logs.push(line) },
  })

const privateKeysUsed = () => logs.filter(line => line.startsWith('private key:'))

// Each of these has a credential of its own, whatever the suite runs with.
describe('with the private key in KMS', () => {
  let local: Local
  beforeAll(async () => {
    logs.length = 0
    local = await start({ keys: 'kms' }, WATCH)
  })
  afterAll(() => local.close())

  test('members are imported at the counter and by the queue, and no function ever has a private key', async () => {
    const imported = await postMember(local, member(1, '-kms-'))
    expect([imported.status, imported.headers.get('personal-fields')]).toEqual([200, 'plain'])
    expect(await imported.json()).toMatchObject({ phone_number: member(1).phone_number })
    await queueJob(local, 'kms', members(20, '-kmsq-'))
    expect(tally(await allEnded(local, 'kms', 20))).toEqual({ imported: 20 })
    expect(privateKeysUsed()).toEqual([])
  })

  test('throttling delays rows and ends none', async () => {
    // A call is tried three times: of ten rows at least one has all three refused.
    local.stack.kms?.fail('Sign', 'ThrottlingException', 25)
    await queueJob(local, 'throttled', members(10, '-kmst-'))
    expect(tally(await allEnded(local, 'throttled', 10))).toEqual({ imported: 10 })
    local.stack.kms?.fail('Sign', 'ThrottlingException', 0)
    expect(logs.join('\n')).toContain('key_unavailable')
    expect(logs.join('\n')).not.toContain('"halted"')
    const statuses = (await journal(local)).map(({ status }) => status)
    expect(new Set(statuses)).toEqual(new Set([200]))
  })

  test('a key that the certificate of the secret does not fit is refused, with a sentence', async () => {
    const before = (await journal(local)).length
    const { merchant_private_key: _, ...secret } = JSON.parse(local.simulator.secrets.partner)
    const certificate = readFileSync(new URL('../vectors/java_merchant_certificate.pem', import.meta.url), 'utf8')
    await local.stack.putSecret(JSON.stringify({ ...secret, merchant_certificate: certificate }))
    await local.stack.killContainers()
    const refused = await postMember(local, member(2, '-kms-'))
    expect([refused.status, await refused.json()]).toMatchObject([503, { code: 'credential_broken' }])
    expect(logs.join('\n')).toContain('WECHATPAY_SIGNING_KEY_ID: This key is not the one of merchant_certificate')
    expect(await journal(local)).toHaveLength(before)
  })
})

describe('with a key in KMS that only signs', () => {
  let local: Local
  beforeAll(async () => {
    local = await start({ keys: 'kms_signing' })
  })
  afterAll(() => local.close())

  test('the answer keeps its personal fields encrypted', async () => {
    const imported = await postMember(local, member(1, '-kms-'))
    expect([imported.status, imported.headers.get('personal-fields')]).toEqual([200, 'encrypted'])
    const { phone_number } = Object(await imported.json())
    expect(Buffer.from(phone_number, 'base64')).toHaveLength(256)
  })
})

describe("with a brand's private key in KMS", () => {
  let local: Local
  beforeAll(async () => {
    local = await start({ credential: 'brand', keys: 'kms' })
  })
  afterAll(() => local.close())

  test('a member is imported, and the answer decrypted', async () => {
    const imported = await postMember(local, member(1, '-kms-'))
    expect([imported.status, imported.headers.get('personal-fields')]).toEqual([200, 'plain'])
    expect((await journal(local)).map(({ variant, status }) => [variant, status])).toEqual([['brand', 200]])
  })
})

describe('with the private key in the secret', () => {
  let local: Local
  beforeAll(async () => {
    logs.length = 0
    local = await start({}, WATCH)
  })
  afterAll(() => local.close())

  test('the watch sees it', async () => {
    expect((await postMember(local, member(1, '-kms-'))).status).toBe(200)
    expect(new Set(privateKeysUsed())).toEqual(
      new Set(['private key: createPrivateKey', 'private key: sign', 'private key: privateDecrypt']),
    )
  })
})
