import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { openEmbedded } from '../../infra/local/embedded.ts'
import { type Running, run, start } from '../e2e/command/command.ts'
import { memberLines, writeMembers } from '../e2e/command/member-files.ts'
import { until } from '../e2e/harness.ts'

const CARD = 'pbLatjvWOibDc5-TBnbUk1pD12o0'
const PERMANENT = 'p-simulator-permanent'
const ENVIRONMENT = { WECHATPAY_RATE_PER_SECOND: '50', WECHATPAY_TIMEOUT_MS: '1000' }

const folders: string[] = []
let folder: string
const begun: Running[] = []
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jobs-'))
  folders.push(folder)
})
afterEach(async () => {
  for (const running of begun.splice(0)) {
    running.kill('SIGINT')
    await running.ended
  }
})
afterAll(async () => {
  for (const one of folders) await rm(one, { recursive: true, force: true })
})

const command = (...words: string[]) => run(folder, words, ENVIRONMENT)
const statusOf = async (job: string) => JSON.parse((await command('status', job, '--json')).stdout)
const importWords = (file: string, job: string, card = CARD) => [
  ...['import', file, '--brand-id', '1004', '--card-id', card, '--job-id', job],
]

function begin(words: string[]): Running {
  const running = start(folder, words, ENVIRONMENT)
  begun.push(running)
  return running
}

test('a job of 100 rows ends while one of 5,000 still runs, and that one is cancelled within a minute', async () => {
  const large = await writeMembers(folder, 'large.csv', memberLines(5_000, '-large-'))
  const small = await writeMembers(folder, 'small.csv', memberLines(100, '-small-'))
  const running = begin(importWords(large, 'large'))
  await until(async () => (running.stderr().includes('The first rows went well') ? true : undefined))

  const second = await command(...importWords(small, 'small'))
  expect(second).toMatchObject({ code: 0, stdout: expect.stringMatching(/imported +100/) })
  expect(second.stderr).toContain('joined it')
  const before = await statusOf('large')
  expect(before).toMatchObject({ state: 'running', rows: 5_000 })
  expect(before.ended).toBeLessThan(4_000)

  const began = Date.now()
  const cancelled = await command('cancel', 'large', '--json')
  process.stderr.write(`cancelled within ${Math.round((Date.now() - began) / 1_000)} s\n`)
  expect(await running.ended).toMatchObject({ code: 1 })
  const { counts } = JSON.parse(cancelled.stdout)
  expect(counts.imported + counts.unprocessed).toBe(5_000)
  await command('results', 'large', '-o', 'results', '--original', large)
  const unprocessed = (await readFile(join(folder, 'results/unprocessed.csv'), 'utf8')).trim().split('\n')
  expect(unprocessed).toHaveLength(1 + counts.unprocessed)
  expect((await statusOf('large')).counts).toEqual(counts)
})

test('a template that is refused halts its own job, and resume finishes it', async () => {
  const good = await writeMembers(folder, 'good.csv', memberLines(60, '-good-'))
  const bad = await writeMembers(
    folder,
    'bad.csv',
    memberLines(60, '-bad-').map(line => line.replace('1961-06-04', '')),
  )
  const stack = await openEmbedded({
    folder: join(folder, '.member-import/simulator'),
    environment: ENVIRONMENT,
    simulator: ['--rate', ENVIRONMENT.WECHATPAY_RATE_PER_SECOND],
  })
  onTestFinished(() => stack.close())
  const watching = begin([...importWords(good, 'good'), '--first', '1'])
  const rules = `${stack.simulatorUrl}/_simulator/faults`
  await fetch(rules, {
    method: 'POST',
    body: JSON.stringify({ fault: 'template_invalid', openid: '-bad-', call: 'import' }),
  })

  const halted = await command(...importWords(bad, 'bad', PERMANENT))
  expect(halted).toMatchObject({ code: 1, stdout: expect.stringContaining('template_invalid') })
  expect(halted.stderr).toContain('resume bad')
  expect(await watching.ended).toMatchObject({ code: 0, stdout: expect.stringMatching(/imported +60/) })
  expect(await statusOf('bad')).toMatchObject({ state: 'halted', ended: 0, halts: [{ reason: 'template_invalid' }] })

  const resumed = await command('resume', 'bad')
  expect(resumed.stderr).toMatch(/Lifted template_invalid: rows go on within \d+ (s|min)/)
  // The reason was not mended: the first row that goes on meets it again.
  expect(resumed).toMatchObject({ code: 1, stdout: expect.stringContaining('template_invalid') })
  await fetch(rules, { method: 'DELETE' })
  const again = await command('resume', 'bad')
  expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('40 rows not queued yet') })
  expect(await command(...importWords(bad, 'bad', PERMANENT))).toMatchObject({ code: 0 })
})
