import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { run } from '../../cli/run.ts'
import { makeContext } from './contexts.ts'

const HEADER = 'openid,user_card_code,phone_number,pickup_time,valid_date_information.type'
const line = (n: number, phone = '13800130000') => `o${n},C${n},${phone},2020-05-20T13:29:35+08:00,PERMANENT`

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'run-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))
afterEach(() => vi.restoreAllMocks())

async function command(...words: string[]) {
  let [commanderOut, commanderErr] = ['', '']
  vi.spyOn(process.stdout, 'write').mockImplementation(text => {
    commanderOut += text
    return true
  })
  vi.spyOn(process.stderr, 'write').mockImplementation(text => {
    commanderErr += text
    return true
  })
  const { context, written } = makeContext({ folder, stateFolder: join(folder, 'state') })
  const code = await run(words, () => context)
  return { code, stdout: commanderOut + written.stdout, stderr: commanderErr + written.stderr }
}

describe('a command line that cannot be run ends with 2, and what to type', () => {
  test.each([
    [['frobnicate'], "unknown command 'frobnicate'"],
    [[], 'Usage: member-import <command>'],
    [['import', 'members.csv'], "required option '--card-id <id>' not specified"],
    [['import', 'a.csv', '--card-id', 'p', '--first', 'many'], 'It must be a whole number.'],
    [['import', 'a.csv', '--card-id', 'p', '--job-id', 'a b'], 'letters, digits, _ and -'],
    [['check', 'a.csv', '--stack', 's', '--live', 'c.json'], 'cannot be used with'],
    [['results', 'spring'], "required option '-o, --output <folder>' not specified"],
  ])('%j', async (words, said) => {
    const { code, stdout, stderr } = await command(...words)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain(said)
  })

  test('asked for, help is data and ends with 0', async () => {
    const { code, stdout, stderr } = await command('--help')
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toContain('npm run member-import --')
    expect(stdout).toContain('130 interrupted')
  })
})

describe('check', () => {
  test('shows the words of a file without obeying them: no escape sequence, no line of its own', async () => {
    const column = '\x1b[2J\x1b]0;mine\x07\x9b31m\u202emoor\r\nrow 1, openid: sound.\u2028'
    await writeFile(join(folder, 'hostile.csv'), `${HEADER},"${column}"\n${line(1)},x`)
    for (const words of [[], ['--json']]) {
      const { code, stdout, stderr } = await command('check', 'hostile.csv', ...words)
      expect(code).toBe(2)
      expect(stdout + stderr).toContain('column_unknown')
      expect(stdout + stderr).not.toMatch(/(?!\n)[\p{Cc}\p{Zl}\p{Bidi_Control}]|^row 1/mu)
    }
  })

  test('of a sound file says nothing on stdout', async () => {
    await writeFile(join(folder, 'sound.csv'), [HEADER, line(1), line(2)].join('\n'))
    const { code, stdout, stderr } = await command('check', 'sound.csv')
    expect([code, stdout]).toEqual([0, ''])
    expect(stderr).toContain('2 rows, UTF-8')
    expect(stderr).toContain('no faults')
  })

  test('tells every fault with row, column, code, sentence and hint, and warnings apart', async () => {
    const rows = [line(1), line(2).replace('PERMANENT', 'ETERNAL'), line(1).replace('C1', 'C3'), line(4, 'by pigeon')]
    await writeFile(join(folder, 'faulty.csv'), [HEADER, ...rows].join('\n'))
    const { code, stdout, stderr } = await command('check', 'faulty.csv')
    expect(code).toBe(1)
    expect(stdout.split('\n')).toEqual([
      'row 2, valid_date_information.type: unknown_value. Must be one of FIX_TIME_RANGE, FIX_TERM, PERMANENT. Use one of the values that the detail names.',
      'row 3, openid: openid_repeated. Stands in row 1 already. Keep one of the two rows: a user holds one card of a template.',
      '',
      'Warnings: these pass, and may be refused.',
      'phone_number: phone_number_unusual in row 4. Does not look like a phone number. Check the phone number; it is sent as it is.',
      '',
    ])
    expect(stderr).toContain('2 faults in 2 rows, 1 warning.')
    expect(stdout + stderr).not.toContain('pigeon')
  })

  test('as JSON is a line an issue', async () => {
    const { stdout } = await command('check', 'faulty.csv', '--json')
    const issues = stdout
      .trim()
      .split('\n')
      .map(text => JSON.parse(text))
    expect(issues.map(({ level, row, column, code, other_row }) => [level, row, column, code, other_row])).toEqual([
      ['fault', 2, 'valid_date_information.type', 'unknown_value', undefined],
      ['fault', 3, 'openid', 'openid_repeated', 1],
      ['warning', 4, 'phone_number', 'phone_number_unusual', undefined],
    ])
  })

  test.each([
    ['nowhere.csv', 'does not exist. Check the path'],
    ['.', 'is a folder. Name a file'],
  ])('of %s ends with 2', async (file, said) => {
    expect(await command('check', file)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(said) })
  })

  test('of a header with faults names each, with the nearest column', async () => {
    await writeFile(join(folder, 'header.csv'), `open_id,${HEADER.slice(7)},level,level\n`)
    const { code, stderr } = await command('check', 'header.csv')
    expect(code).toBe(2)
    expect(stderr).toMatch(/header, open_id: column_unknown. .*openid/)
    expect(stderr).toMatch(/header, level: column_repeated. /)
  })

  test('of a file that cannot be read is JSON, too, where that is asked for', async () => {
    const { code, stdout } = await command('check', 'header.csv', '--json')
    const issues = stdout
      .trim()
      .split('\n')
      .map(text => JSON.parse(text))
    expect(code).toBe(2)
    expect(issues.map(issue => [issue.row, issue.column, issue.code])).toContainEqual([0, 'open_id', 'column_unknown'])
    const { stdout: missing } = await command('check', 'nowhere.csv', '--json')
    expect(JSON.parse(missing)).toMatchObject({ level: 'fault', code: 'not_found' })
  })

  test('against a template needs to know which', async () => {
    const { code, stderr } = await command('check', 'sound.csv', '--local')
    expect([code, stderr]).toEqual([2, expect.stringContaining('--card-id')])
  })
})

test('where the reading of a file ends midway, what was found before is told', async () => {
  const rows = [line(1, 'by pigeon'), line(2).replace('PERMANENT', 'ETERNAL'), '"o3,C3']
  await writeFile(join(folder, 'open.csv'), [HEADER, ...rows].join('\n'))
  const { code, stdout, stderr } = await command('check', 'open.csv')
  expect(code).toBe(2)
  expect(stdout).toContain('row 2, valid_date_information.type')
  expect(stdout).toContain('phone_number: phone_number_unusual in row 1.')
  expect(stderr).toContain('quote')
})
