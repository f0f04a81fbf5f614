import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { appendFile, mkdir, readdir, rename, symlink, utimes, writeFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { FileError } from '../../../cli/file/file-error.ts'
import { type MemberFile, openMemberFile } from '../../../cli/file/open-member-file.ts'
import { refusePath } from '../../../cli/file/open-source.ts'
import { readJsonlRecords } from '../../../cli/file/read-records.ts'
import { toGb18030 } from './gb18030.ts'
import { createTemporary, type Temporary } from './temporary.ts'

let at: Temporary
beforeEach(async () => {
  at = await createTemporary()
})
afterEach(() => at.remove())

const recordsOf = (file: MemberFile) => Array.fromAsync(file.records())
const sha256 = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex')

describe('a CSV file', () => {
  test('is known by hash, size, encoding and header, and read row by row', async () => {
    const content = 'openid,level\r\no1,金卡\no2,\r\n'
    const file = await at.open(content)
    expect(file).toMatchObject({
      name: at.path('会员 members.csv'),
      bytes: Buffer.byteLength(content),
      sha256: sha256(content),
      encoding: 'utf-8',
      bom: false,
      format: 'csv',
      header: ['openid', 'level'],
    })
    expect(await recordsOf(file)).toEqual([
      { row: 1, request: { openid: 'o1', level: '金卡' }, faults: [], original: ['o1', '金卡'] },
      { row: 2, request: { openid: 'o2' }, faults: [], original: ['o2', ''] },
    ])
  })

  test('can be read again and again, from its start, also after a reading that ended early', async () => {
    const file = await at.open('openid\no1\no2\n')
    const first = await recordsOf(file)
    for await (const { row } of file.records()) if (row === 1) break
    expect(await recordsOf(file)).toEqual(first)
    expect(first).toHaveLength(2)
  })

  test('may begin with a byte order mark', async () => {
    const file = await at.open('\ufeffopenid\no1\n')
    expect(file).toMatchObject({ encoding: 'utf-8', bom: true, header: ['openid'] })
    expect(await recordsOf(file)).toHaveLength(1)
  })

  test('has rows that are too long or too short, which are counted on', async () => {
    const file = await at.open('openid,level\no1\no2,a,b\no3,c\n')
    const records = await recordsOf(file)
    expect(records.map(({ row, faults }) => [row, faults.map(({ code, detail }) => [code, detail])])).toEqual([
      [1, [['too_few_cells', 'Has 1 cells where the header has 2.']]],
      [2, [['too_many_cells', 'Has 3 cells where the header has 2.']]],
      [3, []],
    ])
    expect(records.map(({ request }) => request)).toEqual([undefined, undefined, { openid: 'o3', level: 'c' }])
    expect(records.map(({ original }) => original)).toEqual([['o1'], ['o2', 'a', 'b'], ['o3', 'c']])
  })

  test('has rows without any value, and a quote in the wrong place', async () => {
    const records = await recordsOf(await at.open('openid,level\n,\n , \no3,5" x\no4,c\n'))
    expect(records.map(({ faults }) => faults.map(({ code }) => code))).toEqual([
      ['row_empty'],
      ['row_empty'],
      ['quote_misplaced'],
      [],
    ])
  })

  test('with a header that has a misplaced quote is refused', async () => {
    await expect(at.open('openid,le"vel\no1,a\n')).rejects.toMatchObject({ code: 'header_faults' })
  })
})

describe('GB18030, as Chinese Excel saves it', () => {
  test('is detected and read', async () => {
    const content = toGb18030('openid,level,USER_FORM_FLAG_NAME\r\no1,金卡会员,欧阳文静\r\n')
    const file = await at.open(content)
    expect(file).toMatchObject({ encoding: 'gb18030', bom: false, sha256: sha256(content) })
    expect(await recordsOf(file)).toMatchObject([{ original: ['o1', '金卡会员', '欧阳文静'] }])
  })

  test('with four-byte characters, and the byte that stands for the euro', async () => {
    const content = Buffer.concat([toGb18030('openid,level\no1,价'), Uint8Array.of(0x80, 0x95, 0x32, 0x82, 0x36, 0x0a)])
    expect(await recordsOf(await at.open(content))).toMatchObject([{ original: ['o1', '价€𠀀'] }])
  })

  test('any text of it reads as it was, and as UTF-8 too, wherever chunks end', async () => {
    const characters = fc.constantFrom(...'张伟王芳李娜刘洋陈静，。（）联通喜欢的运动金银卡aZ09 ')
    const texts = fc.array(fc.string({ unit: characters, minLength: 1, maxLength: 40 }), {
      minLength: 1,
      maxLength: 40,
    })
    await fc.assert(
      fc.asyncProperty(texts, fc.nat(20_000), async (levels, shift) => {
        const written = `openid,level\n${'x'.repeat(shift)},b\n${levels.map(level => `o,张三丰${level}\n`).join('')}`
        for (const content of [toGb18030(written), written]) {
          const [, ...records] = await recordsOf(await at.open(content))
          expect(records.map(({ original }) => original[1])).toEqual(levels.map(level => `张三丰${level}`))
        }
      }),
      { numRuns: 30 },
    )
  })
})

describe('JSONL', () => {
  test('is known by its name or its first character, and has a request on each line; blank lines are no rows', async () => {
    const lines = ['{"openid":"o1"}', '', ' \t', '{"openid":"o2","level":"金卡"} ', '']
    const expected = [
      { row: 1, request: { openid: 'o1' }, faults: [], original: lines[0] },
      { row: 2, request: { openid: 'o2', level: '金卡' }, faults: [], original: lines[3] },
    ]
    for (const [name, end] of [
      ['members', '\n'],
      ['members.jsonl', '\r\n'],
    ] as const) {
      const file = await at.open(`\ufeff${lines.join(end)}`, name)
      expect(file).toMatchObject({ format: 'jsonl', header: [], bom: true })
      expect(await recordsOf(file)).toEqual(expected)
    }
  })

  test('has lines that are no request, each with its fault, and the others are read', async () => {
    const lines = [
      '[{"openid":"o1"}]',
      '"o1"',
      'openid: o1',
      '{"openid":"o1","openid":"o2"}',
      '{"a":{"openid":"o1","__proto__":1}}',
      `${'['.repeat(17)}${']'.repeat(17)}`,
      '{"openid":"o\ufffd1"}',
      '{"openid":"o8"}',
    ]
    const records = await recordsOf(await at.open(lines.join('\n'), 'a.ndjson'))
    expect(records.map(({ row, faults }) => [row, ...faults.map(({ code, column }) => `${code} ${column}`)])).toEqual([
      [1, 'wrong_type '],
      [2, 'wrong_type '],
      [3, 'not_json '],
      [4, 'duplicate_key /openid'],
      [5, 'forbidden_key /a/__proto__'],
      [6, 'nested_too_deep '],
      [7, 'replacement_character '],
      [8],
    ])
    expect(records.map(({ original }) => original)).toEqual(lines)
    expect(records.map(({ request }) => request)).toEqual([...Array(7).fill(undefined), { openid: 'o8' }])
  })

  test('ends where a line has more than 256 KiB, after the rows before', async () => {
    const line = (bytes: number) => `{"level":"${'x'.repeat(bytes - 12)}"}`
    const file = await at.open(`${line(256 * 1024)}\n${line(256 * 1024 + 1)}\n{}\n`)
    const rows: number[] = []
    const reading = async () => {
      for await (const { row, faults } of file.records()) rows.push(row, faults.length)
    }
    await expect(reading()).rejects.toMatchObject({ code: 'record_too_long', row: 2 })
    expect(rows).toEqual([1, 0])
    const endless = await at.open(`{"level":"${'x'.repeat(10_000_000)}"}\n`)
    await expect(recordsOf(endless)).rejects.toMatchObject({ code: 'record_too_long', row: 1 })
  })
})

test('of a line that is too long no more than is needed is read', async () => {
  let given = 0
  async function* endless(): AsyncGenerator<string> {
    yield '{}\n'
    for (;;) {
      given += 65_536
      yield 'x'.repeat(65_536)
    }
  }
  await expect(Array.fromAsync(readJsonlRecords(endless()))).rejects.toMatchObject({ code: 'record_too_long', row: 2 })
  expect(given).toBeLessThan(1_000_000)
})

describe('is refused', () => {
  const CHINESE = 'openid,USER_FORM_FLAG_NAME\no1,张伟\no2,王芳\no3,李娜\n'

  test.each<[string, string | Uint8Array, string]>([
    ['an empty file', '', 'file_empty'],
    ['a byte order mark alone', '\ufeff', 'file_empty'],
    ['white space alone', ' \r\n\n\t', 'file_empty'],
    ['UTF-16, little-endian', Buffer.from('\ufeffopenid\no1\n', 'utf16le'), 'utf16'],
    ['UTF-16, big-endian', Buffer.from('\ufeffopenid\no1\n', 'utf16le').swap16(), 'utf16'],
    ['UTF-16 without a mark', Buffer.from('openid\no1\n', 'utf16le'), 'nul_bytes'],
    ['UTF-32', Uint8Array.of(0xff, 0xfe, 0, 0, 0x6f, 0, 0, 0), 'utf32'],
    ['UTF-32, big-endian', Uint8Array.of(0, 0, 0xfe, 0xff, 0, 0, 0, 0x6f), 'utf32'],
    ['a NUL byte far on', `openid\n${'o1\n'.repeat(20_000)}\0\n`, 'nul_bytes'],
    ['an Excel workbook', Buffer.from('PK\u0003\u0004 and more'), 'spreadsheet'],
    ['an Excel workbook of the old kind', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'spreadsheet'],
    ['a compressed file', Uint8Array.of(0x1f, 0x8b, 8, 1), 'compressed'],
    ['a JSON array', '[\n{"openid":"o1"}\n]\n', 'json_array'],
    ['Latin-1', Buffer.from('openid,level\no1,Café,x\n', 'latin1'), 'wrong_encoding'],
  ])('%s', async (_, content, code) => {
    const refusal = await at.open(content).catch(error => error)
    expect(refusal).toBeInstanceOf(FileError)
    expect(refusal).toMatchObject({ code, hint: expect.stringMatching(/\.$/) })
    expect(refusal.message).toContain(at.path(''))
  })

  test('UTF-8 with a damaged character, though the bytes would pass for GB18030, by byte and line', async () => {
    const bytes = Buffer.from(CHINESE)
    const place = bytes.indexOf('芳')
    const damaged = Buffer.concat([bytes.subarray(0, place + 1), bytes.subarray(place + 3)])
    expect(() => new TextDecoder('gb18030', { fatal: true }).decode(damaged)).not.toThrow()
    const refusal = await at.open(damaged).catch(error => error)
    expect(refusal).toMatchObject({ code: 'wrong_encoding' })
    expect(refusal.message).toContain(`is UTF-8 with a wrong byte in it: UTF-8 ends at byte ${place + 2}, on line 3.`)
    expect(refusal.message).not.toContain('王')
  })

  test('UTF-8 that is cut off within its last character', async () => {
    const bytes = Buffer.from(`${CHINESE}o4,赵`)
    const refusal = await at.open(bytes.subarray(0, -1)).catch(error => error)
    expect(refusal.message).toContain(`UTF-8 ends at byte ${bytes.length}, on line 5.`)
  })

  test('a byte order mark of UTF-8 before GB18030: it says what the rest must be', async () => {
    const refusal = await at.open(Buffer.concat([Buffer.from('\ufeff'), toGb18030(CHINESE)])).catch(error => error)
    expect(refusal.message).toContain('is UTF-8 with a wrong byte in it')
  })

  test('GB18030 with a wrong byte, far on, by byte and line', async () => {
    const good = toGb18030(`openid,USER_FORM_FLAG_NAME\n${'o1,张伟\n'.repeat(10_000)}o2,`)
    const refusal = await at.open(Buffer.concat([good, Uint8Array.of(0xff, 0x0a)])).catch(error => error)
    const place = `GB18030 ends at byte ${good.length + 1}, on line 10002.`
    expect(refusal.message).toContain(`is neither UTF-8 nor GB18030: ${place}`)
  })

  test('a file without rows: a header alone, and lines that are blank', async () => {
    const file = await at.open('openid,level\r\n\r\n')
    expect(file.header).toEqual(['openid', 'level'])
    await expect(recordsOf(file)).rejects.toMatchObject({ code: 'no_rows' })
  })

  test('a quote that is not closed in the header', async () => {
    await expect(at.open('openid,"level\no1,a\n')).rejects.toMatchObject({ code: 'quote_not_closed', row: 0 })
  })

  test('a path that leads to nothing, to a folder, to a device', async () => {
    await expect(at.openPath(at.path('nothing.csv'))).rejects.toMatchObject({ code: 'not_found' })
    await at.open('openid\n', 'file')
    await expect(at.openPath(at.path('file/members.csv'))).rejects.toMatchObject({ code: 'not_found' })
    await expect(at.openPath(at.path(''))).rejects.toMatchObject({ code: 'is_directory' })
    await expect(at.openPath('/dev/null')).rejects.toMatchObject({ code: 'not_a_file' })
  })

  test.each([
    ['EACCES', 'not_permitted', 'members.csv may not be read by this user.'],
    ['EPERM', 'not_permitted', 'members.csv may not be read by this user.'],
    ['ENOENT', 'not_found', 'members.csv does not exist.'],
    ['EMFILE', 'unreadable', 'members.csv cannot be read.'],
  ])('what the file system refuses with %s', (systemCode, code, message) => {
    const cause = Object.assign(new Error('open failed'), { code: systemCode })
    expect(refusePath('members.csv', cause)).toMatchObject({ code, message, cause })
  })

  test('any bytes at all, with nothing but a FileError', async () => {
    const bytes = fc.uint8Array({ maxLength: 200 })
    const text = fc.string({
      unit: fc.constantFrom('openid', ',', '\n', '"', '{', '}', '[', '张', '\r'),
      maxLength: 20,
    })
    const contents = fc.oneof(
      bytes,
      text.map(written => Uint8Array.from(Buffer.from(written))),
    )
    await fc.assert(
      fc.asyncProperty(contents, fc.constantFrom('a.csv', 'a.jsonl'), async (content, name) => {
        try {
          const file = await at.open(content, name)
          for await (const { row, original } of file.records())
            expect([row > 0, original === undefined]).toEqual([true, false])
        } catch (error) {
          expect(error).toBeInstanceOf(FileError)
        }
      }),
      { numRuns: 300 },
    )
  })
})

describe('a file that changes', () => {
  const CONTENT = `openid\n${'o1\n'.repeat(50_000)}`

  async function readWhile(change: (path: string) => Promise<void>) {
    const file = await at.open(CONTENT)
    const rows: number[] = []
    const reading = async () => {
      for await (const { row } of file.records()) {
        if (row === 1) await change(file.name)
        rows.push(row)
      }
    }
    await expect(reading()).rejects.toMatchObject({ code: 'file_changed' })
    expect(rows.length).toBeLessThan(50_000)
  }

  test('by rows that are added while it is read', () => readWhile(path => appendFile(path, 'o2\n')))
  test('by being written anew', () => readWhile(path => writeFile(path, CONTENT)))
  test('by a touch', () => readWhile(path => utimes(path, 1, 1)))
  test('by being renamed, as programs do that save anew', () => readWhile(path => rename(path, `${path}.old`)))

  test('between two readings, is no longer the file that was opened', async () => {
    const file = await at.open(CONTENT)
    await appendFile(file.name, 'o2\n')
    await expect(recordsOf(file)).rejects.toMatchObject({
      code: 'file_changed',
      message: expect.stringContaining('changed'),
    })
  })

  test('by another file behind the same link, is not seen: the opened one is read', async () => {
    await at.open(CONTENT, 'target.csv')
    await symlink(at.path('target.csv'), at.path('link.csv'))
    const file = await at.openPath(at.path('link.csv'))
    await writeFile(at.path('other.csv'), 'openid\no9\n')
    await symlink(at.path('other.csv'), at.path('new'))
    await rename(at.path('new'), at.path('link.csv'))
    expect(await recordsOf(file)).toHaveLength(50_000)
  })
})

describe('standard input', () => {
  const spooled = (...chunks: (string | Uint8Array)[]) => openMemberFile('-', at.path('spool'), Readable.from(chunks))

  test('is read as a file is, more than once, and leaves no file behind, even before it is closed', async () => {
    const rows = 3_000
    const file = await spooled(
      Buffer.from('openid,level\n'),
      ...Array.from({ length: rows }, () => Buffer.from('o1,金卡\n')),
    )
    expect(await readdir(at.path('spool'))).toEqual([])
    expect(file).toMatchObject({ name: 'standard input', encoding: 'utf-8', format: 'csv' })
    expect(await recordsOf(file)).toHaveLength(rows)
    expect(await recordsOf(file)).toHaveLength(rows)
    await file.close()
  })

  test('that is empty or ends early is refused', async () => {
    await expect(spooled()).rejects.toMatchObject({ code: 'file_empty', message: 'standard input is empty.' })
    const broken = new Readable({
      read() {
        this.destroy(Object.assign(new Error('no'), { code: 'EIO' }))
      },
    })
    await expect(openMemberFile('-', at.path('spool'), broken)).rejects.toMatchObject({ code: 'spool_failed' })
    expect(await readdir(at.path('spool'))).toEqual([])
  })

  test('that cannot be kept: no folder can be made, or the disk is full', async () => {
    await writeFile(at.path('taken'), '')
    const refused = openMemberFile('-', at.path('taken'), Readable.from(['openid\n']))
    await expect(refused).rejects.toMatchObject({ code: 'spool_failed' })
    const full = Readable.from(
      (async function* () {
        yield 'openid\n'
        throw Object.assign(new Error('no space'), { code: 'ENOSPC' })
      })(),
    )
    const message = `What comes from standard input could not be kept in ${at.path('spool')}: the disk is full.`
    await expect(openMemberFile('-', at.path('spool'), full)).rejects.toMatchObject({ code: 'spool_failed', message })
  })

  test('and a named pipe likewise', async () => {
    await mkdir(at.path('spool'))
    execFileSync('sh', ['-c', 'mkfifo "$0"', at.path('pipe')])
    const writing = writeFile(at.path('pipe'), 'openid\no1\n')
    const file = await at.openPath(at.path('pipe'))
    await writing
    expect(await recordsOf(file)).toHaveLength(1)
    expect(await recordsOf(file)).toHaveLength(1)
  })
})

describe('rows', () => {
  test.each([
    ['CSV', 'openid\n', 'o\n'],
    ['JSONL', '', '{}\n'],
  ])('more than a million are not read, in %s', async (_, header, line) => {
    const file = await at.open(header + line.repeat(1_000_001))
    let last = 0
    const reading = async () => {
      for await (const { row } of file.records()) last = row
    }
    await expect(reading()).rejects.toMatchObject({ code: 'too_many_rows', row: 1_000_001 })
    expect(last).toBe(1_000_000)
  })
})
