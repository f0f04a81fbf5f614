import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import type { Simulator } from '../../../infra/local/wechatpay/start-simulator.ts'
import { control, makeClient, member } from './client.ts'

const COMMAND = fileURLToPath(new URL('../../../infra/local/simulator.ts', import.meta.url))

async function start(folder: string) {
  const child = fork(
    COMMAND,
    ['--folder', folder, '--secret-file', join(folder, 'secret.json'), '--rate', '1000', '--latency', '0-10'],
    { env: { ...process.env, PORT: '0' }, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] },
  )
  const [simulator]: Pick<Simulator, 'url' | 'secrets'>[] = await once(child, 'message')
  if (!simulator) throw new Error('The simulator said nothing.')
  return { child, simulator, exited: once(child, 'exit') }
}

/** Imports members in eight lanes until the simulator is killed after `count` answers. Resolves to what was answered. */
async function importUntilKilled(folder: string, mark: string, count: number) {
  const { child, simulator, exited } = await start(folder)
  const client = makeClient(simulator, 'partner', Date.now)
  const answered: { openid: string; status: number; requestId: string | null }[] = []
  const lane = async (number: number) => {
    for (let at = 0; ; at += 1) {
      const openid = `o-${mark}-${number}-${at}`
      const { status, headers } = await client.importMember(
        member({ openid, user_card_code: `${mark}${number}-${at}` }),
      )
      answered.push({ openid, status, requestId: headers.get('request-id') })
      if (answered.length === count) child.kill('SIGKILL')
    }
  }
  await Promise.allSettled(Array.from({ length: 8 }, (_, number) => lane(number)))
  await exited
  return { answered, secrets: simulator.secrets }
}

it('what a caller was answered is there after a kill, and every card with the entry that made it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'simulator-'))
  try {
    const rounds = []
    for (const [round, count] of [17, 40, 41].entries())
      rounds.push(await importUntilKilled(folder, `r${round}`, count))
    const { child, simulator, exited } = await start(folder)
    for (const { secrets } of rounds) expect(secrets).toEqual(simulator.secrets)
    const { entries } = (await control(simulator, 'GET', 'journal')).body
    const { cards } = (await control(simulator, 'GET', 'cards')).body
    child.disconnect()
    await exited

    const answered = rounds.flatMap(round => round.answered)
    expect(answered.length).toBeGreaterThanOrEqual(98)
    expect(new Set(answered.map(({ status }) => status))).toEqual(new Set([200]))
    const byOpenid = new Map(entries.map(entry => [entry.openid, entry]))
    for (const { openid, requestId } of answered) {
      expect(byOpenid.get(openid)).toMatchObject({ status: 200, request_id: requestId, created: true, unclear: false })
    }
    expect(entries.map(({ number }) => number)).toEqual(entries.map((_, at) => at + 1))
    expect(cards).toEqual(expect.arrayContaining(answered.map(({ openid }) => expect.objectContaining({ openid }))))
    expect(cards).toHaveLength(entries.filter(({ created }) => created).length)
    const known = new Set(answered.map(({ openid }) => openid))
    for (const entry of entries)
      if (!known.has(entry.openid ?? '') && entry.status === null) expect(entry.unclear).toBe(true)
  } finally {
    await rm(folder, { recursive: true })
  }
})
