import { generateKeyPairSync } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, type TestContext, test } from 'vitest'
import type { Local, LocalOptions } from '../../infra/local/start-local.ts'
import { makeCertificate } from '../../infra/local/wechatpay/make-certificate.ts'
import { allEnded, control, depth, members, postMember, queueJob, rowsOf, tally, until } from './harness.ts'
import { startLocal } from './start-local.ts'

async function start(context: TestContext, options: LocalOptions): Promise<Local> {
  const local = await startLocal(options)
  context.onTestFinished(() => local.close())
  return local
}

/** The secret with a stranger's key in the place of WeChat Pay's; a certificate, where it has no public key. */
function withStrangersKey(text: string): string {
  const { api_v3_key, ...secret } = JSON.parse(text)
  const { privateKey: key, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
  const [validFrom, validTo] = [Date.now() - 86_400_000, Date.now() + 86_400_000]
  const stranger =
    api_v3_key === undefined
      ? { wechatpay_public_key: publicKey.export({ type: 'spki', format: 'pem' }) }
      : { wechatpay_certificates: [makeCertificate({ key, serial: '5157F09EFDC096DE', validFrom, validTo })] }
  return JSON.stringify({ ...secret, ...stranger })
}

const unfaulted = { members_created_twice: 0, imports_after_unclear_without_query: 0 }
const environment = { WECHATPAY_RATE_PER_SECOND: '20', WECHATPAY_TIMEOUT_MS: '1000' }
const simulator = ['--rate', '20']

/** What waits most of its time waits together; each test has a stack of its own. */
describe.concurrent('the queue keeps every row', () => {
  test('while WeChat Pay refuses everything for three visibility times', async context => {
    const local = await start(context, { simulator, stack: { environment, visibilityTimeoutSeconds: 4 } })
    await control(local, 'POST', 'faults', { fault: 'refuse_all' })
    await queueJob(local, 'refused', members(100))
    await sleep(3 * 4_000)
    expect(await rowsOf(local, 'refused')).toEqual([])
    await control(local, 'DELETE', 'faults')
    expect(tally(await allEnded(local, 'refused', 100))).toEqual({ imported: 100 })
    expect(await depth(local, local.stack.deadLetterQueueUrl)).toBe(0)
    expect(await control(local, 'GET', 'summary')).toMatchObject(unfaulted)
  })

  test('while the secret holds a wrong WeChat Pay key, and goes on when it is mended', async context => {
    const local = await start(context, { simulator, stack: { environment } })
    await local.stack.putSecret(withStrangersKey(local.secret))
    const bodies = members(40).map(({ phone_number: _, user_information: __, ...plain }, at) =>
      at % 2 ? plain : members(40)[at],
    )
    await queueJob(local, 'wrong-key', bodies)
    const halted = await until(async () => {
      const response = await postMember(local, members(1, '-counter-')[0])
      return response.status === 503 ? await response.json() : undefined
    })
    expect(halted).toMatchObject({ code: 'answers_unverifiable' })
    expect(await rowsOf(local, 'wrong-key')).toEqual([])

    await local.stack.putSecret(local.secret)
    expect(tally(await allEnded(local, 'wrong-key', 40))).toEqual({ imported: 40 })
    expect(await control(local, 'GET', 'summary')).toMatchObject(unfaulted)
  })

  test('while the secret is no credential, and goes on when it is mended', async context => {
    const logs: string[] = []
    const local = await start(context, { simulator, stack: { environment, onLog: line => logs.push(line) } })
    await local.stack.putSecret('{"mchid": "1900000001"')
    await queueJob(local, 'no-secret', members(20))
    await until(async () => (logs.some(line => line.includes('"halted"')) ? true : undefined))
    expect(logs.join('\n')).toContain('not a JSON object')
    await local.stack.putSecret(local.secret)
    expect(tally(await allEnded(local, 'no-secret', 20))).toEqual({ imported: 20 })
  })

  test('when its containers are killed at work', async context => {
    const local = await start(context, { simulator, stack: { environment, visibilityTimeoutSeconds: 6 } })
    await queueJob(local, 'killed', members(100))
    for (let times = 0; times < 3; times += 1) {
      await sleep(1_500)
      await local.stack.killContainers()
    }
    expect(tally(await allEnded(local, 'killed', 100))).toEqual({ imported: 100 })
    expect(await control(local, 'GET', 'summary')).toMatchObject(unfaulted)
  })

  test('while its configuration is broken', async context => {
    const logs: string[] = []
    const local = await start(context, {
      simulator,
      stack: { environment: { ...environment, WECHATPAY_RATE_PER_SECOND: '0' }, onLog: line => logs.push(line) },
    })
    await queueJob(local, 'broken', members(5))
    await until(async () => (logs.some(line => line.includes('configuration_broken')) ? true : undefined))
    expect(logs.join('\n')).toContain('WECHATPAY_RATE_PER_SECOND must be a number from')
    expect(await depth(local, local.stack.queueUrl)).toBe(5)
    expect(await depth(local, local.stack.deadLetterQueueUrl)).toBe(0)
  })
})
