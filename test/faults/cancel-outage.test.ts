import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import * as v from 'valibot'
import { expect, onTestFinished, test } from 'vitest'
import { openEmbedded } from '../../infra/local/embedded.ts'
import { run, start } from '../e2e/command/command.ts'
import { memberLines, writeMembers } from '../e2e/command/member-files.ts'
import { CARD, until } from '../e2e/harness.ts'

const ROWS = 300
const ENVIRONMENT = { WECHATPAY_RATE_PER_SECOND: '30', WECHATPAY_TIMEOUT_MS: '1000' }
const Summary = v.object({ by_verdict: v.record(v.string(), v.number()) })
const Journal = v.object({
  entries: v.array(v.object({ openid: v.nullable(v.string()), created: v.optional(v.nullable(v.boolean())) })),
})
const OPENIDS = memberLines(ROWS).map(line => line.split(',')[0] ?? '')

test('a job that is cancelled while nobody can be asked stays open until each call is settled, and then says what WeChat Pay has', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cancel-outage-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const file = await writeMembers(folder, 'members.csv', memberLines(ROWS))
  const stack = await openEmbedded({
    folder: join(folder, '.member-import/simulator'),
    environment: ENVIRONMENT,
    simulator: ['--rate', ENVIRONMENT.WECHATPAY_RATE_PER_SECOND],
  })
  onTestFinished(() => stack.close())
  const ask = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const request = { method, ...(body !== undefined && { body: JSON.stringify(body) }) }
    return await (await fetch(`${stack.simulatorUrl}/_simulator/${path}`, request)).json()
  }
  const command = (...words: string[]) => run(folder, words, ENVIRONMENT)
  const results = async () => {
    await command('results', 'outage', '-o', 'results', '--original', file)
    const manifest = JSON.parse(await readFile(join(folder, 'results/manifest.json'), 'utf8'))
    const rowsOf = async (name: string): Promise<Record<string, string>[]> =>
      parse(await readFile(join(folder, 'results', name)), { columns: true, bom: true })
    return { manifest, rowsOf }
  }

  const importing = start(
    folder,
    ['import', file, '--brand-id', '1004', '--card-id', CARD, '--job-id', 'outage'],
    ENVIRONMENT,
  )
  await until(async () => (importing.stderr().includes('The first rows went well') ? true : undefined))
  await ask('POST', 'faults', { fault: 'unavailable', call: 'query' })
  await ask('POST', 'faults', { fault: 'reset_after', call: 'import' })
  await until(async () => {
    const { by_verdict } = v.parse(Summary, await ask('GET', 'summary'))
    return (by_verdict['no answer'] ?? 0) >= 3 ? true : undefined
  })

  const cancelling = start(folder, ['cancel', 'outage'], ENVIRONMENT)
  await until(async () => (cancelling.stderr().includes('Cancelled outage') ? true : undefined))
  for (const waiting of [cancelling, importing]) waiting.kill('SIGINT')
  await Promise.all([cancelling.ended, importing.ended])
  const early = await results()
  expect(early.manifest).toMatchObject({ state: 'cancelled', complete: false })
  expect(await early.rowsOf('rest.csv')).toEqual([])

  await ask('DELETE', 'faults')
  expect(await command('status', 'outage', '--follow')).toMatchObject({ code: 1 })
  const late = await results()
  expect(late.manifest).toMatchObject({ state: 'cancelled', complete: true })

  const { entries } = v.parse(Journal, await ask('GET', 'journal'))
  const created = new Set(entries.flatMap(({ created, openid }) => (created ? [openid] : [])))
  const openidsOf = async (name: string) => (await late.rowsOf(name)).map(({ openid }) => openid)
  expect(await openidsOf('succeeded.csv')).toEqual(OPENIDS.filter(openid => created.has(openid)))
  expect(await openidsOf('rest.csv')).toEqual(OPENIDS.filter(openid => !created.has(openid)))
  expect(await openidsOf('failed.csv')).toEqual([])
  expect(await ask('GET', 'summary')).toMatchObject({
    members_created_twice: 0,
    imports_after_unclear_without_query: 0,
  })
})
