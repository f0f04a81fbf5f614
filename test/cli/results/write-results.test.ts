import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openMemberFile } from '../../../cli/file/open-member-file.ts'
import { writeResults } from '../../../cli/results/write-results.ts'
import type { JobRow } from '../../../functions/aws/job-rows.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'results-'))
})
afterEach(() => rm(folder, { recursive: true }))

const ended = (row: number, more: Partial<JobRow> = {}): JobRow => ({
  row,
  state: 'imported',
  code: '',
  pointer: '',
  attempts: 1,
  openid: `o${row}`,
  userCardCode: `C${row}`,
  endedAt: 0,
  ...more,
})

async function* all(rows: readonly JobRow[]): AsyncGenerator<JobRow> {
  yield* rows
}

const ENDED = [
  ended(2),
  ended(3, { state: 'already_member', requestId: 'R-3' }),
  ended(5, { state: 'rejected', code: 'deleted_by_user', requestId: 'R-5' }),
  ended(6, { state: 'rejected', code: 'too_long', detail: '/level Must be at most 10 characters long.', attempts: 0 }),
  ended(7, { state: 'unsettled', code: 'no_trace', attempts: 3 }),
]

const text = async (name: string) => await readFile(join(folder, name), 'utf8')
const table = async (name: string): Promise<Record<string, string>[]> => parse(await text(name), { columns: true })
const columns = async (name: string, ...wanted: string[]) =>
  (await table(name)).map(record => wanted.map(column => record[column]))

describe('the rows of a job', () => {
  test('stand each in exactly one of three files', async () => {
    const files = await writeResults(folder, { rows: 9, state: 'cancelled', isComplete: true }, all(ENDED), undefined)
    expect(await columns('succeeded.csv', 'row', 'state', 'openid', 'user_card_code', 'request_id')).toEqual([
      ['2', 'imported', 'o2', 'C2', ''],
      ['3', 'already_member', 'o3', 'C3', 'R-3'],
    ])
    expect(await columns('failed.csv', 'row', 'state', 'code', 'attempts')).toEqual([
      ['5', 'rejected', 'deleted_by_user', '1'],
      ['6', 'rejected', 'too_long', '0'],
      ['7', 'unsettled', 'no_trace', '3'],
    ])
    expect(await columns('unprocessed.csv', 'row', 'state')).toEqual(
      ['1', '4', '8', '9'].map(row => [row, 'unprocessed']),
    )
    expect(Object.fromEntries(Object.entries(files).map(([name, { rows }]) => [name, rows]))).toEqual({
      'succeeded.csv': 2,
      'failed.csv': 3,
      'unprocessed.csv': 4,
    })
  })

  test('are explained: what happened, and what to do', async () => {
    await writeResults(folder, { rows: 7, state: 'ended', isComplete: true }, all(ENDED), undefined)
    expect(await columns('failed.csv', 'sentence', 'what_to_do')).toEqual([
      [
        'The user deleted this card; it cannot be imported again.',
        'Nothing to do: the user must join again by themselves.',
      ],
      ['/level Must be at most 10 characters long.', 'Shorten the text; characters are counted, not bytes.'],
      [expect.stringMatching(/^Three sendings/), expect.stringMatching(/^Run the same import command again/)],
    ])
  })

  test('that wait are told from those that a cancelled job left', async () => {
    await writeResults(folder, { rows: 3, state: 'running', isComplete: false }, all([]), undefined)
    expect(await columns('unprocessed.csv', 'row', 'state')).toEqual(['1', '2', '3'].map(row => [row, 'waiting']))
  })

  test('of a cancelled job whose calls are still being settled are not said to be uncalled', async () => {
    await writeResults(folder, { rows: 1, state: 'cancelled', isComplete: false }, all([]), undefined)
    expect(await columns('unprocessed.csv', 'state', 'sentence')).toEqual([
      ['unprocessed', expect.stringContaining('still being settled')],
    ])
    await writeResults(folder, { rows: 1, state: 'cancelled', isComplete: true }, all([]), undefined)
    expect(await columns('unprocessed.csv', 'state', 'sentence')).toEqual([
      ['unprocessed', 'The job was cancelled before this row was called.'],
    ])
  })

  const FORMULAS = [
    '=1+1',
    '+1',
    '-1',
    '@A1',
    '\tx',
    '\rx',
    '\nx',
    '＝1',
    '＋1',
    '－1',
    '＠A1',
    '=HYPERLINK("https://x","y")',
  ]

  test('hold nothing that a spreadsheet takes for a formula, in any column and any file', async () => {
    for (const state of ['imported', 'rejected', 'unsettled'] as const) {
      const rows = FORMULAS.map((text, at) =>
        ended(at + 1, { state, code: text, openid: text, userCardCode: text, requestId: text, detail: text }),
      )
      const job = { rows: FORMULAS.length + 1, state: 'ended', isComplete: true } as const
      await writeResults(folder, job, all(rows), undefined)
      const file = state === 'imported' ? 'succeeded.csv' : 'failed.csv'
      for (const name of ['user_card_code', 'openid', 'request_id', 'code']) {
        expect((await columns(file, name)).flat()).toEqual(FORMULAS.map(text => `'${text}`))
      }
      for (const record of await table(file)) {
        for (const cell of Object.values(record)) expect(cell).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/)
      }
    }
  })

  test('are the owner’s alone, and their files are what the manifest says', async () => {
    const files = await writeResults(folder, { rows: 7, state: 'ended', isComplete: true }, all(ENDED), undefined)
    for (const [name, { bytes, sha256 }] of Object.entries(files)) {
      const content = await readFile(join(folder, name))
      expect([content.length, createHash('sha256').update(content).digest('hex')]).toEqual([bytes, sha256])
      expect((await stat(join(folder, name))).mode & 0o077).toBe(0)
    }
  })

  test('by the thousand come out whole', async () => {
    const rows = Array.from({ length: 3_000 }, (_, at) => ended(at + 1))
    await writeResults(folder, { rows: 3_000, state: 'ended', isComplete: true }, all(rows), undefined)
    expect((await columns('succeeded.csv', 'row')).flat()).toEqual(rows.map(({ row }) => String(row)))
  })
})

describe('with the original file', () => {
  const LINES = Array.from({ length: 9 }, (_, at) => `"o${at + 1}",K${at + 1},"a ""quoted"", value"`)

  async function withOriginal(name: string, content: string | Buffer) {
    await writeFile(join(folder, name), content)
    const file = await openMemberFile(join(folder, name), folder)
    try {
      return await writeResults(folder, { rows: 9, state: 'cancelled', isComplete: true }, all(ENDED), file)
    } finally {
      await file.close()
    }
  }

  test('failed rows come back with their own columns, ready to be corrected', async () => {
    await withOriginal('members.csv', ['openid,user_card_code,USER_FORM_FLAG_NAME', ...LINES].join('\r\n'))
    const retry = parse(await text('retry.csv'), { columns: true })
    expect(retry).toEqual(
      [5, 6, 7].map(row => ({
        openid: `o${row}`,
        user_card_code: `K${row}`,
        USER_FORM_FLAG_NAME: 'a "quoted", value',
      })),
    )
  })

  test('rows that a cancel kept from being called come back as well, but only once that is certain', async () => {
    await withOriginal('members.csv', ['openid,user_card_code,USER_FORM_FLAG_NAME', ...LINES].join('\r\n'))
    expect((await columns('rest.csv', 'openid')).flat()).toEqual(['o1', 'o4', 'o8', 'o9'])

    const file = await openMemberFile(join(folder, 'members.csv'), folder)
    for (const facts of [
      { state: 'cancelled', isComplete: false },
      { state: 'running', isComplete: false },
    ] as const) {
      await writeResults(folder, { rows: 9, ...facts }, all(ENDED), file)
      expect(await text('rest.csv')).toBe('openid,user_card_code,USER_FORM_FLAG_NAME\n')
    }
    await file.close()
  })

  test('cells come back as they were, formulas too, so that what is imported again is what was meant', async () => {
    const cell = (row: number) => ['=1+1', '+86', '-1', '@A1', '=HYPERLINK("https://x")'][row % 5] ?? ''
    const lines = Array.from({ length: 9 }, (_, at) => `o${at + 1},"${cell(at + 1).replaceAll('"', '""')}"`)
    await withOriginal('members.csv', ['openid,user_card_code', ...lines].join('\n'))
    const retry = await openMemberFile(join(folder, 'retry.csv'), folder)
    const again = await Array.fromAsync(retry.records())
    await retry.close()
    expect(again.map(({ original }) => original)).toEqual([5, 6, 7].map(row => [`o${row}`, cell(row)]))
    expect(await columns('unprocessed.csv', 'user_card_code')).toEqual([1, 4, 8, 9].map(row => [`'${cell(row)}`]))
  })

  test('rows without a record are named by it, and nothing personal is taken over', async () => {
    await withOriginal('members.csv', ['openid,user_card_code,USER_FORM_FLAG_NAME', ...LINES].join('\n'))
    expect(await columns('unprocessed.csv', 'row', 'openid', 'user_card_code')).toEqual(
      [1, 4, 8, 9].map(row => [String(row), `o${row}`, `K${row}`]),
    )
    for (const name of ['succeeded.csv', 'failed.csv', 'unprocessed.csv'])
      expect(await text(name)).not.toContain('quoted')
  })

  test('of a spreadsheet, a mark lets the spreadsheet know UTF-8 again', async () => {
    const gbk = Buffer.concat([
      Buffer.from('openid,user_card_code,USER_FORM_FLAG_NAME\n'),
      ...LINES.map((_, at) => Buffer.concat([Buffer.from(`o${at + 1},K${at + 1},`), Buffer.from([0xd5, 0xc5, 0x0a])])),
    ])
    await withOriginal('members.csv', gbk)
    const retry = await text('retry.csv')
    expect(retry.startsWith('\uFEFFopenid,')).toBe(true)
    expect(retry).toContain('o5,K5,张')
  })

  test('of JSON lines, lines come back as they were', async () => {
    const lines = LINES.map((_, at) => `{"openid": "o${at + 1}",  "user_card_code":"K${at + 1}"}`)
    const files = await withOriginal('members.jsonl', lines.join('\n'))
    expect(await text('retry.jsonl')).toBe(`${[4, 5, 6].map(at => lines[at]).join('\n')}\n`)
    expect(files['retry.jsonl']).toMatchObject({ rows: 3 })
  })
})
