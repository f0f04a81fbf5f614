import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const COMMAND = fileURLToPath(new URL('../../../infra/local/simulator.ts', import.meta.url))

let folder: string
let children: ChildProcess[] = []
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'simulator-'))
})
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL')
  children = []
  await rm(folder, { recursive: true })
})

function start(args: string[], port: string, stdio: 'pipe' | 'ipc' = 'pipe') {
  const child = spawn(process.execPath, [COMMAND, ...args], {
    cwd: folder,
    env: { ...process.env, PORT: port },
    stdio: ['ignore', 'pipe', 'pipe', ...(stdio === 'ipc' ? (['ipc'] as const) : [])],
  })
  children.push(child)
  const texts = { out: '', err: '' }
  child.stdout?.on('data', chunk => {
    texts.out += chunk
  })
  child.stderr?.on('data', chunk => {
    texts.err += chunk
  })
  return { child, texts, ended: once(child, 'close') }
}

async function untilReady({ child, texts }: ReturnType<typeof start>) {
  while (!texts.out.includes('Brand credential')) await once(child.stdout ?? child, 'data')
}

describe('the command', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('prints URL and secrets, and ends cleanly on %s', async signal => {
    const run = start([], '0')
    await untilReady(run)
    const url = /simulator: (http:\/\/127\.0\.0\.1:\d+)\n/.exec(run.texts.out)?.[1]
    const path = /Partner credential secret: (.+)\n/.exec(run.texts.out)?.[1] ?? ''
    expect(path.endsWith(join('.member-import', 'simulator-credential.json'))).toBe(true)
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect((await stat(join(path, '..'))).mode & 0o777).toBe(0o700)
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({
      mchid: '1900000001',
      merchant_serial_no: expect.stringMatching(/^[0-9A-F]{40}$/),
      merchant_private_key: expect.stringContaining('-----BEGIN PRIVATE KEY-----'),
      wechatpay_public_key_id: expect.stringMatching(/^PUB_KEY_ID_\d+$/),
      wechatpay_public_key: expect.stringContaining('-----BEGIN PUBLIC KEY-----'),
    })
    const certificates = JSON.parse(await readFile(path.replace('.json', '-certificates.json'), 'utf8'))
    expect(certificates).toMatchObject({ mchid: '1900000001', api_v3_key: expect.stringMatching(/^.{32}$/) })
    expect(certificates).not.toHaveProperty('wechatpay_public_key')
    const brand = JSON.parse(await readFile(path.replace('.json', '-brand.json'), 'utf8'))
    expect(brand).toMatchObject({ brand_id: '1004' })
    expect(brand).not.toHaveProperty('mchid')
    expect((await fetch(`${url}/_simulator/summary`)).status).toBe(200)
    run.child.kill(signal)
    expect(await run.ended).toEqual([0, null])
    expect(run.texts.err).toBe('')
  })

  it('gives URL and secrets to a parent, and goes when the parent goes', async () => {
    const secretFile = join(folder, 'mine.json')
    await writeFile(secretFile, 'old', { mode: 0o644 })
    const run = start(['--secret-file', secretFile], '0', 'ipc')
    const [message] = await once(run.child, 'message')
    expect(message).toMatchObject({ url: expect.stringMatching(/^http:/), secrets: { partner: expect.any(String) } })
    expect(JSON.parse(await readFile(secretFile, 'utf8'))).toEqual(JSON.parse(message.secrets.partner))
    expect((await stat(secretFile)).mode & 0o777).toBe(0o600)
    run.child.disconnect()
    expect(await once(run.child, 'exit')).toEqual([0, null])
  })

  it('explains itself', async () => {
    const run = start(['--help'], '0')
    expect(await run.ended).toEqual([0, null])
    expect(run.texts.out).toContain('X-Simulator-Fault')
  })

  it.each([
    [['--rate', '0'], '0', /--rate/],
    [['--latency', '9-3'], '0', /--latency/],
    [['--latency', '9'], '0', /--latency/],
    [['--nonsense'], '0', /nonsense/],
    [[], 'abc', /PORT/],
    [[], '65536', /PORT/],
  ])('refuses %j with PORT %s', async (args, port, rule) => {
    const run = start(args, port)
    expect(await run.ended).toEqual([2, null])
    expect(run.texts.err).toMatch(rule)
  })

  it('says so when the port is taken', async () => {
    const first = start([], '0')
    await untilReady(first)
    const port = /:(\d+)\n/.exec(first.texts.out)?.[1] ?? ''
    const second = start([], port)
    expect(await second.ended).toEqual([1, null])
    expect(second.texts.err).toMatch(/EADDRINUSE/)
  })
})
