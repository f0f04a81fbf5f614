import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { run } from '../../../cli/run.ts'
import { startSimulator } from '../../../infra/local/wechatpay/start-simulator.ts'
import { NOW } from '../../wechatpay/fixtures.ts'
import { makeContext } from '../contexts.ts'
import { expectNothingSecret, MERCHANT_SERIAL, PEMS, secretOf } from './credentials.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doctor-'))
  const files = {
    'c.json': secretOf(),
    'other.json': secretOf(),
    'bad.json': secretOf({ mchid: 'x', merchant_certificate: undefined }),
    'apiclient_key.pem': PEMS.merchantKey,
    'apiclient_cert.pem': PEMS.merchantCertificate,
  }
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  await writeFile(join(folder, 'utf16.json'), `\uFEFF${secretOf()}`, 'utf16le')
  await writeFile(join(folder, 'bom.json'), `\uFEFF${secretOf()}`)
})
afterAll(() => rm(folder, { recursive: true, force: true }))
afterEach(() => vi.restoreAllMocks())

async function doctor(words: string[], begunAt = NOW) {
  let commanderErr = ''
  vi.spyOn(process.stderr, 'write').mockImplementation(text => {
    commanderErr += text
    return true
  })
  const { context, written } = makeContext({ folder, begunAt })
  const code = await run(['doctor', ...words], () => context)
  expectNothingSecret(written.stdout + written.stderr)
  return { code, stdout: written.stdout, stderr: commanderErr + written.stderr }
}

test('a line a check, the verdict first; nothing wrong ends with 0', async () => {
  const { code, stdout, stderr } = await doctor(['apiclient_key.pem', 'apiclient_cert.pem'])
  expect(code).toBe(0)
  expect(stdout.trim().split('\n')).toEqual([
    "ok        apiclient_key.pem: This is a private key, RSA 2048 bits: the merchant's (apiclient_key.pem); it belongs into merchant_private_key.",
    `ok        apiclient_cert.pem: This is a merchant's API certificate (apiclient_cert.pem), RSA 2048 bits, serial ${MERCHANT_SERIAL}; it belongs into merchant_certificate.`,
    'ok        apiclient_cert.pem: It belongs to the key apiclient_key.pem.',
    'ok        apiclient_cert.pem: The certificate is valid until 2025-08-05, 365 days from now.',
  ])
  expect(stderr).toBe('4 ok, 0 wrong, 0 doubtful.\n')
})

test('something wrong ends with 1, with the mend below it', async () => {
  const { code, stdout } = await doctor(['bad.json'])
  expect(code).toBe(1)
  expect(stdout).toContain(
    'wrong     bad.json, mchid: This field does not have the form it needs.\n          Mend: It must be 6 to 32 digits, in quotes.\n',
  )
})

test.each([
  ['utf16.json', 1, 'wrong     utf16.json: It is written in UTF-16.\n          Mend: Save it as UTF-8.'],
  ['bom.json', 0, 'ok        bom.json: The functions take this secret.'],
])('a secret in another encoding: %s', async (name, exitCode, said) => {
  const { code, stdout } = await doctor([name])
  expect(code).toBe(exitCode)
  expect(stdout).toContain(said)
})

test('as JSON is an object a line', async () => {
  const { stdout } = await doctor(['c.json', '--json', '--quiet'])
  const findings = stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
  expect(findings[0]).toEqual({
    verdict: 'ok',
    check: 'kind',
    where: 'c.json, merchant_private_key',
    says: 'This is a private key, RSA 2048 bits.',
  })
  expect(findings.at(-1)).toMatchObject({ check: 'secret', verdict: 'ok' })
})

describe('what cannot be asked ends with 2', () => {
  test.each<[string[], string]>([
    [[], "missing required argument 'file'"],
    [['nowhere.pem'], 'does not exist'],
    [['.'], 'is a folder'],
    [['c.json', 'other.json'], 'one credential secret at a time'],
    [['apiclient_key.pem', '--call'], 'A call needs a whole credential'],
    [['c.json', '--call', '--simulator', 'http://127.0.0.1:1'], 'cannot be used with'],
    [['c.json', '--simulator', 'http://127.0.0.1:1/v3'], 'a URL without a path'],
    [['c.json', '--live', 'c.json'], "unknown option '--live'"],
  ])('%j', async (words, said) => {
    const { code, stderr } = await doctor(words)
    expect(code).toBe(2)
    expect(stderr).toContain(said)
  })
})

test('a secret that cannot sign is not called with', async () => {
  const { code, stderr } = await doctor(['bad.json', '--simulator', 'http://127.0.0.1:1'])
  expect(code).toBe(1)
  expect(stderr).toContain('Not called')
  expect(stderr).not.toContain('Calling')
})

test('a host that refuses the connection is told', async () => {
  const { code, stdout } = await doctor(['c.json', '--simulator', 'http://127.0.0.1:1'])
  expect(code).toBe(1)
  expect(stdout).toContain('wrong     127.0.0.1:1: It refuses the connection.\n          Mend: Check the address')
})

describe('against the simulator', () => {
  test.each(['partner', 'brand'] as const)('the credential of the %s works', async variant => {
    const now = Date.now()
    const simulator = await startSimulator({ now: () => now })
    try {
      await writeFile(join(folder, 'simulator.json'), simulator.secrets[variant])
      const { code, stdout } = await doctor(['simulator.json', '--simulator', simulator.url, '--json'], now)
      const live = stdout
        .trim()
        .split('\n')
        .map(line => JSON.parse(line))
        .filter(({ where }) => where === new URL(simulator.url).host)
      const told = Object.fromEntries(live.map(({ check, verdict }) => [check, verdict]))
      const common = { reach: 'ok', clock: 'ok', signing: 'ok', verifying: 'ok' }
      const encryption = variant === 'partner' ? { encrypting: 'ok', decrypting: 'ok' } : { decrypting: 'doubtful' }
      expect(told).toEqual({ ...common, ...encryption })
      expect(code).toBe(0)
    } finally {
      await simulator.close()
    }
  })
})
