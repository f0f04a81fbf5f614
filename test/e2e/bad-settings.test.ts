import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Local, startLocal as startWithSecret } from '../../infra/local/start-local.ts'
import { depth, journal, member, postMember, queueJob, rowsOf, until } from './harness.ts'
import { startLocal } from './start-local.ts'

const ENCRYPTION = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'canary-passphrase' } as const
const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 })
const ec = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
const privatePem = String(rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }))
const publicPem = String(rsa.publicKey.export({ type: 'spki', format: 'pem' }))
const certificate = readFileSync(new URL('../vectors/java_merchant_certificate.pem', import.meta.url), 'utf8')

/** What is wrong with one field of the secret, and what the log says of it. */
const FIELDS: [what: string, field: string, value: string | undefined, fault: string][] = [
  ['lacks the public key', 'wechatpay_public_key', undefined, 'This field is missing'],
  ['lacks the private key', 'merchant_private_key', undefined, 'This field is missing'],
  ['holds an unknown field', 'merchant_private_keys', privatePem, 'This name is unknown'],
  ['holds a certificate for a private key', 'merchant_private_key', certificate, 'This is a certificate'],
  ['holds a public key for a private key', 'merchant_private_key', publicPem, 'This is a public key'],
  ['holds a private key for a public key', 'wechatpay_public_key', privatePem, 'This is a private key'],
  ['holds an encrypted key', 'merchant_private_key', String(rsa.privateKey.export(ENCRYPTION)), 'The key is encrypted'],
  [
    'holds an EC key',
    'merchant_private_key',
    String(ec.privateKey.export({ type: 'pkcs8', format: 'pem' })),
    'not an RSA key',
  ],
  ['holds a damaged key', 'wechatpay_public_key', publicPem.replace('MII', 'MI'), 'neither a key nor a certificate'],
  [
    'holds a serial for the key ID',
    'wechatpay_public_key_id',
    '3775B6A45ACD588826D15E583A95F5DD',
    'certificate serial',
  ],
]

/** About the secret that holds every key itself, whatever the suite runs with. */
describe('a secret that', () => {
  const logs: string[] = []
  let local: Local
  beforeAll(async () => {
    local = await startWithSecret({ stack: { onLog: line => logs.push(line) } })
  })
  afterAll(() => local.close())
  afterEach(async () => expect(await journal(local)).toEqual([]))

  /** New containers read it; resolves to all that came out of it: the answer and the log. */
  async function tryWith(secret: string): Promise<string> {
    logs.length = 0
    await local.stack.putSecret(secret)
    await local.stack.killContainers()
    const response = await postMember(local, member(1))
    const answer = await response.text()
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(response.headers.get('retry-after')).toMatch(/^[1-9]\d*$/)
    expect([response.status, JSON.parse(answer)]).toMatchObject([503, { code: 'credential_broken' }])
    return answer + logs.join('\n')
  }

  test.each(FIELDS)(
    '%s (%s): the log says what was given, and nothing shows it',
    async (_what, field, value, fault) => {
      const secret: Record<string, string> = { ...JSON.parse(local.simulator.secrets.partner), [field]: value }
      const out = await tryWith(JSON.stringify(secret))
      expect(out).toContain(`"${field}: `)
      expect(out).toContain(fault)
      expect(piecesOf(secret).filter(piece => out.includes(piece))).toEqual([])
    },
  )

  test("holds the merchant's own key in the place of WeChat Pay's", async () => {
    const secret = JSON.parse(local.simulator.secrets.partner)
    const own = createPublicKey(secret.merchant_private_key).export({ type: 'spki', format: 'pem' })
    const out = await tryWith(JSON.stringify({ ...secret, wechatpay_public_key: own }))
    expect(out).toContain("wechatpay_public_key: This is the merchant's own key")
  })

  test.each(['mchid=1900000001', '["a list"]', '{"mchid": "1900000001"'])('is not a JSON object: %s', async secret => {
    const out = await tryWith(secret)
    expect(out).toContain('not a JSON object')
    expect(out).not.toContain('1900000001')
  })
})

/** Every line of a key and every other value, as far as it is long enough to be told from other words. */
function piecesOf(secret: Record<string, string | undefined>): string[] {
  return Object.values(secret)
    .flatMap(value => (value ?? '').split('\n'))
    .filter(line => line.length >= 10 && !line.startsWith('-----'))
}

const RATE = 'WECHATPAY_RATE_PER_SECOND must be a number from 0.1 to 1000'
const ENVIRONMENTS: [what: string, environment: Record<string, string>, fault: string][] = [
  ['a rate of 0', { WECHATPAY_RATE_PER_SECOND: '0' }, RATE],
  ['a rate of NaN', { WECHATPAY_RATE_PER_SECOND: 'NaN' }, RATE],
  ['a negative rate', { WECHATPAY_RATE_PER_SECOND: '-5' }, RATE],
  ['an unknown variable', { WECHATPAY_RATE: 'canary' }, 'WECHATPAY_RATE is unknown'],
  ['a secret that does not exist', { WECHATPAY_SECRET_ID: 'canary' }, 'does not exist or has no value yet'],
]

describe('an environment with', () => {
  test.each(ENVIRONMENTS)(
    '%s: nothing is called, the row is kept, the log names it',
    async (_what, environment, fault) => {
      const logs: string[] = []
      const local = await startLocal({ stack: { environment, onLog: line => logs.push(line) } })
      try {
        await queueJob(local, 'kept', [member(1)])
        const response = await postMember(local, member(2))
        expect(response.status).toBe(503)
        expect(response.headers.get('content-type')).toBe('application/problem+json')
        const answer = await response.text()
        expect(JSON.parse(answer).code).toMatch(/^(configuration|credential)_broken$/)
        expect(answer).not.toMatch(/canary|WECHATPAY_/)
        await until(async () => (logs.some(line => /"(configuration_broken|halted)"/.test(line)) ? true : undefined))
        expect(logs.join('\n')).toContain(fault)
        expect(logs.join('\n')).not.toContain('canary')
        expect(await journal(local)).toEqual([])
        expect(await rowsOf(local, 'kept')).toEqual([])
        expect(await depth(local, local.stack.queueUrl)).toBe(1)
        expect(await depth(local, local.stack.deadLetterQueueUrl)).toBe(0)
      } finally {
        await local.close()
      }
    },
  )
})
