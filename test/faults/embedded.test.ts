import { once } from 'node:events'
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import * as v from 'valibot'
import { describe, expect, test, vi } from 'vitest'
import { lockFile } from '../../infra/local/lock-file.ts'
import { arrive, environmentOf, gone, items, send, useEmbedded } from './embedded-harness.ts'

const { folder, open, run } = useEmbedded()

describe('a command alone', () => {
  test('gets a stack whose functions call the simulator, in a folder for the owner only', async () => {
    const { simulatorUrl, joined, ...embedded } = await open({
      environment: {
        WECHATPAY_RATE_PER_SECOND: '50',
        WECHATPAY_SECRET_ID: 'x',
        WECHATPAY_BASE_URL: 'https://elsewhere.example',
      },
    })
    expect(joined).toBe(false)
    expect(await environmentOf({ simulatorUrl, joined, ...embedded })).toMatchObject({
      WECHATPAY_BASE_URL: simulatorUrl,
      WECHATPAY_BACKUP_BASE_URL: 'none',
      WECHATPAY_RATE_PER_SECOND: '50',
      WECHATPAY_SECRET_ID: expect.stringContaining(embedded.secretId),
    })
    expect((await fetch(`${simulatorUrl}/_simulator/summary`)).status).toBe(200)
    expect((await stat(folder())).mode & 0o777).toBe(0o700)
    for (const file of ['host.json', 'host.lock', 'host.log', 'functions.log'])
      expect((await stat(join(folder(), file))).mode & 0o777).toBe(0o600)
    await vi.waitFor(async () =>
      expect(await readFile(join(folder(), 'functions.log'), 'utf8')).toContain('the function starts'),
    )
  })

  test('with a credential of its own gets functions that call WeChat Pay itself, and no simulator', async () => {
    const embedded = await open({ secret: '{"mchid":"1"}' })
    expect(embedded.simulatorUrl).toBeUndefined()
    const environment = await environmentOf(embedded)
    expect(environment).not.toHaveProperty('WECHATPAY_BASE_URL')
    expect(environment).not.toHaveProperty('WECHATPAY_BACKUP_BASE_URL')
    await expect(stat(join(folder(), 'simulator'))).rejects.toThrow('ENOENT')
  })

  test('ends the host when it closes, and leaves no address', async () => {
    const { hostPid, close } = await open()
    await close()
    await gone(hostPid)
    await expect(stat(join(folder(), 'host.json'))).rejects.toThrow('ENOENT')
  })

  test('finds everything again: rows, messages, those at work too, and the keys of the simulator', async () => {
    const first = await open()
    await send(first, 'done')
    await arrive(first, ['done 1'])
    await send(first, 'hang')
    await arrive(first, ['done 1', 'hang 1'])
    const keys = await readFile(join(folder(), 'simulator', 'keys.json'))
    await first.close()
    const second = await open()
    // The queue's own visibility timeout is 720 s: only the restart can bring the message back in time.
    await arrive(second, ['done 1', 'hang 1', 'hang 2'])
    expect(await readFile(join(folder(), 'simulator', 'keys.json'))).toEqual(keys)
  })
})

describe('several commands', () => {
  test('of which one only looks leave the queue alone, until another has it worked', async () => {
    const looking = await open({ works: false, environment: { WECHATPAY_RATE_PER_SECOND: '7' } })
    await send(looking, 'done')
    // The functions answer all the same, and a poller would have been faster.
    expect(await environmentOf(looking)).toMatchObject({ WECHATPAY_RATE_PER_SECOND: '7' })
    expect(await items(looking)).toEqual([])
    const working = await open({ environment: { WECHATPAY_RATE_PER_SECOND: '7' } })
    expect(working.hostPid).toBe(looking.hostPid)
    await arrive(working, ['done 1'])
  })

  test('that open at the same moment share one host', async () => {
    const all = await Promise.all([open(), open(), open()])
    expect(new Set(all.map(({ hostPid }) => hostPid)).size).toBe(1)
    expect(all.filter(({ joined }) => !joined)).toHaveLength(1)
    expect(new Set(all.map(({ apiUrl }) => apiUrl)).size).toBe(1)
  })

  test('keep the host for as long as one of them is there, whoever began', async () => {
    const starter = await run()
    const second = await open()
    expect(second).toMatchObject({ hostPid: starter.hostPid, joined: true })
    starter.child.kill('SIGKILL')
    await once(starter.child, 'exit')
    const third = await open()
    expect(third).toMatchObject({ hostPid: starter.hostPid, joined: true })
    await second.close()
    expect(await environmentOf(third)).toMatchObject({ STATE_TABLE_NAME: 'StateTable' })
    await third.close()
    await gone(starter.hostPid)
  })

  test('must agree on their settings: what differs is named, without its value', async () => {
    await open({ environment: { WECHATPAY_RATE_PER_SECOND: '50' }, simulator: ['--rate', '77'] })
    const other = open({ environment: { WECHATPAY_TIMEOUT_MS: '4321' }, credential: 'brand' })
    await expect(other).rejects.toMatchObject({
      code: 'other_settings',
      message: expect.stringMatching(
        /: the credential, the options of the simulator, WECHATPAY_RATE_PER_SECOND, WECHATPAY_TIMEOUT_MS\.$/,
      ),
    })
    await expect(other).rejects.not.toMatchObject({ message: expect.stringMatching(/50|77|4321/) })
    await expect(open({ secret: '{"mchid":"1"}' })).rejects.toMatchObject({ code: 'other_settings' })
  })
})

describe('a folder', () => {
  test('that is a file is refused', async () => {
    await writeFile(folder(), '')
    await expect(open()).rejects.toMatchObject({ code: 'folder_unusable', message: expect.stringContaining(folder()) })
    await expect(open({ folder: join(folder(), 'deeper') })).rejects.toMatchObject({ code: 'folder_unusable' })
  })

  test('that another process holds without an answer is told, with a mend', async () => {
    await mkdir(folder())
    const lock = lockFile(join(folder(), 'host.lock'), 0)
    await expect(open({}, 0)).rejects.toMatchObject({
      code: 'folder_in_use',
      message: expect.stringContaining(folder()),
      mend: expect.stringContaining('End that process'),
    })
    lock.release()
  })

  test('whose address leads to somebody else is used all the same', async () => {
    const stranger = createServer(socket => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    stranger.listen(0, '127.0.0.1')
    await once(stranger, 'listening')
    const { port } = v.parse(v.object({ port: v.number() }), stranger.address())
    await mkdir(folder())
    await writeFile(join(folder(), 'host.json'), JSON.stringify({ pid: process.pid, port, token: 'x' }))
    expect(await open()).toMatchObject({ joined: false })
    stranger.close()
  })

  test('with a damaged part is told, and nothing stays behind', async () => {
    await mkdir(join(folder(), 'secrets'), { recursive: true })
    await writeFile(join(folder(), 'secrets', 'secrets.json'), '{')
    await expect(open()).rejects.toMatchObject({ code: 'host_failed', mend: expect.stringContaining('host.log') })
    await rm(join(folder(), 'secrets', 'secrets.json'))
    expect(await open()).toMatchObject({ joined: false })
  })
})
