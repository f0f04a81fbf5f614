import { appendFile, mkdtemp, readdir, readFile, rm, stat, truncate } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Embedded, openEmbedded } from '../../../infra/local/embedded.ts'
import { findLeaks } from '../find-leaks.ts'
import { run } from './command.ts'
import { memberLine, memberLines, PERSONAL, writeMembers } from './member-files.ts'

const TEMPLATE = ['--brand-id', '1004', '--card-id', 'pbLatjvWOibDc5-TBnbUk1pD12o0']
const QUICK = { WECHATPAY_RATE_PER_SECOND: '50', WECHATPAY_TIMEOUT_MS: '1000' }

let folder: string
let stack: Embedded
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'member import '))
  // The commands join this one, which saves each a start.
  stack = await openEmbedded({
    folder: join(folder, '.member-import/simulator'),
    environment: QUICK,
    simulator: ['--rate', QUICK.WECHATPAY_RATE_PER_SECOND],
  })
})
afterAll(async () => {
  await stack.close()
  await rm(folder, { recursive: true, force: true })
})

/** What the commands wrote to the terminal. */
const said: string[] = []
const command = async (...words: string[]) => {
  const ran = await run(folder, words, QUICK)
  said.push(ran.stdout, ran.stderr)
  return ran
}
const table = async (file: string): Promise<Record<string, string>[]> =>
  parse(await readFile(join(folder, 'results', file), 'utf8'), { columns: true })

// The stack that a command starts itself has the simulator's partner credential, whatever the suite runs with.
describe('a file on one machine', () => {
  test('is checked, imported, watched and accounted for', async () => {
    const lines = memberLines(30)
    lines[4] = memberLine(5, '-deleted-')
    lines[9] = memberLine(10, '-already-')
    const file = await writeMembers(folder, 'members.csv', lines)

    expect(await command('check', file)).toMatchObject({ code: 0, stdout: '' })

    const imported = await command('import', file, ...TEMPLATE, '--job-id', 'spring', '--first', '5')
    expect(imported.stderr).toContain(`Another command (process ${stack.hostPid}) runs the embedded stack`)
    expect(imported.stderr).toContain('The first rows went well')
    expect(imported).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/imported +28\nalready_member +1\nrejected +1\nall +30/),
    })

    const status = await command('status', 'spring', '--json')
    expect(JSON.parse(status.stdout)).toMatchObject({
      job_id: 'spring',
      state: 'ended',
      rows: 30,
      ended: 30,
      counts: { imported: 28, already_member: 1, rejected: 1, unsettled: 0, unprocessed: 0 },
    })
    expect((await command('status')).stdout).toMatch(/spring +ended +30 +28 +1 +1/)

    const results = await command('results', 'spring', '-o', 'results', '--original', file)
    expect(results).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/succeeded.csv +29\nfailed.csv +1\nunprocessed.csv +0\nretry.csv +1\nrest.csv +0/),
    })
    expect(await table('failed.csv')).toMatchObject([
      {
        row: '5',
        openid: 'o-deleted-000005',
        user_card_code: 'C-deleted-000005',
        state: 'rejected',
        code: 'deleted_by_user',
        attempts: '1',
      },
    ])
    const retry = await readFile(join(folder, 'results', 'retry.csv'), 'utf8')
    expect(retry.split('\n')[1]).toBe(lines[4])
    const manifest = JSON.parse(await readFile(join(folder, 'results', 'manifest.json'), 'utf8'))
    expect(manifest).toMatchObject({
      job_id: 'spring',
      complete: true,
      rows: 30,
      files: { 'succeeded.csv': { rows: 29 } },
    })
    for (const name of ['succeeded.csv', 'failed.csv', 'unprocessed.csv', 'manifest.json']) {
      const text = await readFile(join(folder, 'results', name), 'utf8')
      for (const value of Object.values(PERSONAL)) expect(text).not.toContain(value)
    }
  })

  test('is told of on one page, which takes the place of no other file', async () => {
    const reported = await command('report', 'spring', '-o', 'pages/report.html')
    expect(reported).toMatchObject({ code: 1, stdout: `${join(folder, 'pages/report.html')}\n` })
    const page = await readFile(join(folder, 'pages/report.html'), 'utf8')
    expect(page).toContain('Complete: all 30 rows ended; 1 did not end well.')
    expect(page).toContain('allowed: 3,000 calls a minute')
    expect(page).toContain('已完成：全部 30 行都有结果，其中 1 行没有成功。')
    for (const value of [...Object.values(PERSONAL), '-deleted-']) expect(page).not.toContain(value)

    // Another report's place is taken, in the language of who reads it.
    await run(folder, ['report', 'spring', '-o', 'pages/report.html'], { ...QUICK, LC_ALL: 'zh_CN.UTF-8' })
    expect(page).toContain('id="en" checked')
    expect(await readFile(join(folder, 'pages/report.html'), 'utf8')).toContain('id="zh-CN" checked')

    const members = await readFile(join(folder, 'members.csv'), 'utf8')
    const refused = await command('report', 'spring', '-o', 'members.csv')
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('is not a report') })
    expect(await readFile(join(folder, 'members.csv'), 'utf8')).toBe(members)
  })

  test('is the same job when the same command comes again, and nothing is sent twice', async () => {
    const again = await command('import', 'members.csv', ...TEMPLATE, '--job-id', 'spring')
    expect(again.code).toBe(1)
    expect(again.stderr).toContain('0 rows queued')
  })

  test('is refused under the name of another', async () => {
    const other = await writeMembers(folder, 'other.csv', memberLines(3, '-other-'))
    const refused = await command('import', other, ...TEMPLATE, '--job-id', 'spring')
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('is of another file') })
  })

  test('of which none of the first rows goes well is not sent on', async () => {
    const file = await writeMembers(folder, 'wrong-app.csv', memberLines(12, '-otherapp-'))
    const stopped = await command('import', file, ...TEMPLATE, '--job-id', 'wrong-app', '--first', '4')
    expect(stopped).toMatchObject({ code: 1, stdout: expect.stringMatching(/openid_of_other_app +4 +1/) })
    expect(stopped.stderr).toContain('--first 0')
    const { stdout } = await command('status', 'wrong-app', '--json')
    expect(JSON.parse(stdout)).toMatchObject({ rows: 12, ended: 4 })
  })

  test('with a faulty row is not sent, unless such rows may be left out', async () => {
    const lines = memberLines(3, '-faulty-')
    lines[1] = lines[1]?.replace('PERMANENT', 'FOR_EVER') ?? ''
    const file = await writeMembers(folder, 'faulty.csv', lines)
    const refused = await command('import', file, ...TEMPLATE, '--job-id', 'faulty')
    expect(refused).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('row 2, valid_date_information.type: unknown_value'),
    })
    expect((await command('status', 'faulty')).code).toBe(2)

    const imported = await command('import', file, ...TEMPLATE, '--job-id', 'faulty', '--max-bad-records', '1')
    expect(imported).toMatchObject({ code: 1, stdout: expect.stringMatching(/imported +2\nrejected +1\nall +3/) })
  })
})

/** Files that hold rows as they were given: the member files, and what is to be sent again. */
const GIVEN = /\.csv$/
const RESULTS = /(succeeded|failed|unprocessed)\.csv$/

async function searched(): Promise<{ paths: string[]; leaks: string[] }> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
  const paths = files.filter(path => !GIVEN.test(path) || RESULTS.test(path))
  const places = await Promise.all(paths.map(path => readFile(path, 'utf8')))
  return { paths, leaks: findLeaks([...said, ...places], [...Object.values(PERSONAL), '-command-000001']) }
}

test('nothing personal is left on the disk or the terminal, but in the files given and the rows of them given back', async () => {
  const { paths, leaks } = await searched()
  expect(leaks).toEqual(['-command-000001'])
  for (const part of ['journal', 'table', 'queues', 'succeeded.csv', 'manifest.json', 'report.html']) {
    const place = paths.find(path => path.slice(folder.length).includes(part))
    if (!place) throw new Error(`No ${part} was there to be searched.`)
    await appendFile(place, PERSONAL.name)
    expect((await searched()).leaks).toContain(PERSONAL.name)
    await truncate(place, (await stat(place)).size - Buffer.byteLength(PERSONAL.name))
  }
  said.push(`row 1: ${PERSONAL.birthday}`)
  expect((await searched()).leaks).toEqual([PERSONAL.birthday, '-command-000001'])
})

test.each([
  [['import', 'members.csv', '--card-id', 'p1'], '--brand-id is missing'],
  [['import', 'members.csv', '--brand-id', '1004', '--card-id', 'unknown'], 'knows no such template'],
  [['cancel', 'nobody'], 'There is no job nobody here.'],
  [['report', 'nobody', '-o', 'nobody.html'], 'There is no job nobody here.'],
])('what the stack cannot do is told: %j', async (words, said) => {
  expect(await command(...words)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(said) })
})
