import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readCsv } from '../../cli/read-csv.ts'

let folder: string
let file: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'read-csv-'))
  file = join(folder, '会员 members.csv')
})
afterEach(() => rm(folder, { recursive: true }))

async function read(content: string | Uint8Array) {
  await writeFile(file, content)
  const rows = await Array.fromAsync(readCsv(file))
  return rows.map(({ row, cells }) => [row, Object.fromEntries(cells)])
}

describe('readCsv', () => {
  test('numbers the rows from 1 after the header', async () => {
    expect(await read('openid,level\no1,金卡\no2,银卡\n')).toEqual([
      [1, { openid: 'o1', level: '金卡' }],
      [2, { openid: 'o2', level: '银卡' }],
    ])
  })

  test('reads quoted commas, quotes and line breaks, and either line ending', async () => {
    expect(await read('city,address\r\n"广东省,深圳市","1 ""A""\n2"\r\n')).toEqual([
      [1, { city: '广东省,深圳市', address: '1 "A"\n2' }],
    ])
  })

  test('drops a byte order mark and passes over empty lines, which are not rows', async () => {
    expect(await read('\ufeffopenid\no1\n\no2\n\n')).toEqual([
      [1, { openid: 'o1' }],
      [2, { openid: 'o2' }],
    ])
  })

  test('a character that two chunks share stays whole', async () => {
    const name = '张'.repeat(50_000)
    expect(await read(`name\n-${name}\n`)).toEqual([[1, { name: `-${name}` }]])
  })

  test('a file with a header alone, or with nothing, has no rows', async () => {
    expect(await read('openid\n')).toEqual([])
    expect(await read('')).toEqual([])
  })
})

describe('readCsv rejects', () => {
  test('a file that is not there', async () => {
    await expect(Array.fromAsync(readCsv(file))).rejects.toMatchObject({ code: 'ENOENT' })
  })

  test('a file that is not UTF-8, at its place and at its cut end', async () => {
    const gbk = Uint8Array.from([...Buffer.from('name\n'), 0xd5, 0xc5, 0xce, 0xb0, 0x0a])
    await expect(read(gbk)).rejects.toThrow('is not UTF-8. Save it as CSV UTF-8.')
    await expect(read(Buffer.from('name\n张').subarray(0, -1))).rejects.toThrow('is not UTF-8')
  })

  test('a row with more or fewer cells than the header', async () => {
    await expect(read('openid,level\no1\n')).rejects.toMatchObject({ code: 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH' })
    await expect(read('openid,level\no1,a,b\n')).rejects.toThrow('Invalid Record Length')
  })

  test('a quote that is never closed', async () => {
    await expect(read('openid\n"o1\n')).rejects.toMatchObject({ code: 'CSV_QUOTE_NOT_CLOSED' })
  })

  test('a column that stands twice', async () => {
    await expect(read('openid,level,openid\no1,a,o2\n')).rejects.toThrow('two columns named "openid"')
  })
})
