import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { run } from '../../../cli/run.ts'
import { API_V3_KEY } from '../../wechatpay/certificates.ts'
import { NOW } from '../../wechatpay/fixtures.ts'
import { makeContext } from '../contexts.ts'
import {
  BRAND,
  CERTIFICATES,
  expectNothingSecret,
  KEY_ID,
  OTHER_SERIAL,
  otherKey,
  PEMS,
  PLATFORM_SERIAL,
  secretOf,
} from './credentials.ts'
import { type Manners, startFake } from './fake-wechatpay.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doctor-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

/** Runs `doctor` on this secret against a fake, half a second after its Date: what its call came to, by check. */
async function examine(secret: string, manners: Manners) {
  const fake = await startFake(manners)
  closing.push(fake.close)
  await writeFile(join(folder, 'c.json'), secret)
  const { context, written } = makeContext({ folder, begunAt: NOW + 500 })
  const code = await run(['doctor', 'c.json', '--simulator', fake.url, '--json'], () => context)
  expectNothingSecret(written.stdout + written.stderr)
  const findings = written.stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
  const live = findings.filter(({ where }) => where === new URL(fake.url).host)
  const told: Record<string, string> = Object.fromEntries(live.map(({ check, verdict }) => [check, verdict]))
  const says = (check: string): string => live.find(finding => finding.check === check)?.says ?? ''
  const mend = (check: string): string => live.find(finding => finding.check === check)?.mend ?? ''
  return { code, told, says, mend, heard: fake.heard, stderr: written.stderr }
}

const WELL = { reach: 'ok', clock: 'ok', signing: 'ok', verifying: 'ok', encrypting: 'ok', decrypting: 'ok' }

describe('a credential that works', () => {
  test('of a partner: signing, verifying, both directions of encryption, clock', async () => {
    const { code, told, says, heard, stderr } = await examine(secretOf(), {})
    expect(told).toEqual(WELL)
    expect(code).toBe(0)
    expect(heard).toEqual(['POST /v3/security/echo'])
    expect(says('verifying')).toContain(KEY_ID)
    expect(stderr).toContain('one harmless call each, no member is touched')
  })

  test('of a brand: the signed refusal of a template that does not exist', async () => {
    const { code, told, heard } = await examine(secretOf({ ...BRAND, merchant_certificate: undefined }), {})
    const { encrypting: _, ...rest } = WELL
    expect(told).toEqual({ ...rest, decrypting: 'doubtful' })
    expect(code).toBe(0)
    expect(heard).toEqual(['GET /brand/card-member/cards/member-import-doctor'])
  })

  test('with platform certificates: fetched first', async () => {
    const secret = secretOf({ ...CERTIFICATES, wechatpay_certificates: undefined, api_v3_key: API_V3_KEY })
    const { code, told, heard } = await examine(secret, { serial: PLATFORM_SERIAL })
    expect(told).toEqual({ ...WELL, certificates: 'ok' })
    expect(code).toBe(0)
    expect(heard).toEqual(['GET /v3/certificates', 'POST /v3/security/echo'])
  })

  test('after a probe is asked once more', async () => {
    const { told, heard } = await examine(secretOf(), { signature: 'first a probe' })
    expect(told).toEqual(WELL)
    expect(heard).toHaveLength(2)
  })
})

describe('what an answer says of the keys', () => {
  test.each<[string, Record<string, unknown>, Manners, string, string, string, number]>([
    ['no signature', {}, { signature: 'none' }, 'verifying', 'wrong', 'not signed', 1],
    [
      "a stranger's signature",
      {},
      { signature: 'stranger' },
      'verifying',
      'wrong',
      'not signed with the key held as',
      1,
    ],
    ['an unknown serial', {}, { serial: OTHER_SERIAL }, 'verifying', 'wrong', OTHER_SERIAL, 1],
    ['probes only', {}, { signature: 'probe' }, 'verifying', 'doubtful', 'wrong on purpose', 0],
    ['an outage', {}, { answer: { status: 503, body: '' } }, 'signing', 'doubtful', 'busy or down (503)', 0],
    ['an echo to another key', {}, { echoTo: otherKey }, 'decrypting', 'wrong', 'a key that the secret lacks', 1],
    ['an echo of something else', {}, { echo: text => `${text}?` }, 'encrypting', 'wrong', 'not what was encrypted', 1],
    [
      'an answer that is no echo',
      {},
      { answer: { status: 200, body: '{"echo_message":"hi"}' } },
      'encrypting',
      'doubtful',
      'not the echo',
      0,
    ],
    [
      'a refused ciphertext',
      {},
      { answer: { status: 400, body: '{"code":"PARAM_ERROR","message":"解密失败"}' } },
      'encrypting',
      'wrong',
      'WeChat Pay says: PARAM_ERROR, 解密失败',
      1,
    ],
    ['no self-test', {}, { answer: { status: 404, body: '{}' } }, 'encrypting', 'doubtful', 'no self-test here', 0],
    ['no permission', {}, { answer: { status: 403, body: '{}' } }, 'encrypting', 'doubtful', 'not permitted', 0],
    ['a clock 40 s fast', {}, { ahead: -40 }, 'clock', 'doubtful', '40 s fast', 0],
    ['a clock 40 s slow', {}, { ahead: 40 }, 'clock', 'doubtful', '40 s slow', 0],
    ['a clock 25 s slow', {}, { ahead: 25 }, 'clock', 'ok', '25 s slow', 0],
    ['a clock 400 s slow', {}, { ahead: 400 }, 'clock', 'wrong', '400 s slow', 1],
  ])('%s', async (_, changes, manners, check, verdict, text, exitCode) => {
    const { code, told, says, mend } = await examine(secretOf(changes), manners)
    expect([told[check], code]).toEqual([verdict, exitCode])
    expect(says(check)).toContain(text)
    expect(mend(check) !== '').toBe(verdict !== 'ok')
  })

  test.each<Manners>([
    { signature: 'none' },
    { signature: 'stranger' },
    { signature: 'probe' },
    { serial: OTHER_SERIAL },
  ])('an answer that is not verified says nothing of the other uses: %j', async manners => {
    const { told } = await examine(secretOf(), manners)
    expect(Object.keys(told)).toEqual(['reach', 'clock', 'verifying'])
  })

  test('platform certificates that are sealed with another APIv3 key', async () => {
    const api_v3_key = 'Z'.repeat(32)
    const secret = secretOf({ ...CERTIFICATES, wechatpay_certificates: undefined, api_v3_key })
    const { code, told, mend } = await examine(secret, { serial: PLATFORM_SERIAL })
    expect([code, told]).toEqual([1, { certificates: 'wrong' }])
    expect(mend('certificates')).toContain('Check the key')
  })
})

describe('a 401', () => {
  test('shows the first difference of what was signed and what was verified', async () => {
    const altered = (message: string) => message.replace('{"echo_message":"m', '{"echo_message": "m')
    const { code, told, says, mend } = await examine(secretOf(), { altered })
    expect([code, told]).toEqual([1, { reach: 'ok', clock: 'ok', signing: 'wrong' }])
    expect(says('signing')).toMatch(/first in the body, at character \d+: signed ".*:"member.*", received ".*: "member/)
    expect(mend('signing')).toContain('a proxy that rewrites JSON')
  })

  test('with control characters visible', async () => {
    const { says } = await examine(secretOf(), { altered: message => message.replace('POST\n', 'POST\r\n') })
    expect(says('signing')).toContain('at character 5: signed "POST\\n/v3/')
    expect(says('signing')).toContain('received "POST\\r\\n/v3/')
  })

  test('over the very same message is about key and serial, the likeliest cause first', async () => {
    const changes = { merchant_private_key: PEMS.otherKey, merchant_certificate: undefined }
    const { says, mend } = await examine(secretOf(changes), {})
    expect(says('signing')).toContain('It verified the very message that was signed')
    expect(mend('signing')).toMatch(
      /\(1\) merchant_serial_no.*\(2\) merchant_private_key.*\(3\) the certificate was revoked/,
    )
  })

  test('leaves out what the certificate beside them rules out', async () => {
    const refusal = '错误的签名，验签失败'
    const { says, mend } = await examine(secretOf(), { refusal })
    expect(says('signing')).toContain(`WeChat Pay says: SIGN_ERROR, ${refusal}, sign not match.`)
    expect(says('signing')).toContain('does not show what it verified')
    expect(mend('signing')).toMatch(/\(1\) merchant_certificate is not the one .*\(2\) a proxy altered the request/)
  })

  test.each([
    ['商户未设置APIv3密钥。', 'Set an APIv3 key'],
    ['商户未申请过证书。', 'Apply for an API certificate'],
    ['商户证书序列号有误。', 'merchant_serial_no is unknown'],
    ['商户证书已过期。', 'expired'],
    ['商户证书已作废。', 'revoked'],
    ['HTTP头Authorization值格式错误', 'altered the Authorization header'],
    ['HTTP头 Authorization认证类型不正确', 'other variant'],
    ['HTTP头Authorization中的timestamp与发起请求的时间不得超过5分钟', 'clock'],
    ['已更换证书，请使用新证书', 'replaced'],
  ])('that says %s', async (refusal, text) => {
    const { told, mend } = await examine(secretOf(), { refusal })
    expect(told['signing']).toBe('wrong')
    expect(mend('signing')).toContain(text)
  })
})
