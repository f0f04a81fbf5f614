import { stringify } from 'csv-stringify/sync'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readCsv } from '../../../cli/file/read-csv.ts'

async function* inChunks(text: string, size = 65_536): AsyncGenerator<string> {
  // As a decoder gives it: no chunk ends within a character.
  const characters = Array.from(text)
  for (let at = 0; at < characters.length; at += size) yield characters.slice(at, at + size).join('')
}

const read = async (text: string, size?: number) =>
  (await Array.fromAsync(readCsv(inChunks(text, size)))).map(({ cells }) => cells)

/** The records before the end of the reading, and why it ended. */
async function readToError(text: string) {
  const records: (readonly string[])[] = []
  try {
    for await (const { cells } of readCsv(inChunks(text))) records.push(cells)
  } catch (error) {
    return { records, error }
  }
  return { records, error: undefined }
}

describe('readCsv', () => {
  test('reads quoted commas, quotes and line breaks, and any line ending, also mixed', async () => {
    expect(await read('city,address\r\n"广东省,深圳市","1 ""A""\n2"\n,\ra,b')).toEqual([
      ['city', 'address'],
      ['广东省,深圳市', '1 "A"\n2'],
      ['', ''],
      ['a', 'b'],
    ])
  })

  test('passes over empty lines, but not over a line that holds an empty cell', async () => {
    expect(await read('\n\r\nopenid\n\no1\n""\n\n')).toEqual([['openid'], ['o1'], ['']])
  })

  test('gives records of any length', async () => {
    expect(await read('a,b\n1\n1,2,3\n')).toEqual([['a', 'b'], ['1'], ['1', '2', '3']])
  })

  test('reads back whatever a writer of RFC 4180 writes, in chunks of any size', async () => {
    const cell = fc.string({
      unit: fc.constantFrom('a', '张', '🀄', '"', ',', '\n', '\r', ' ', "'", '|'),
      maxLength: 8,
    })
    const record = fc.array(cell, { minLength: 2, maxLength: 4 })
    const records = fc.array(record, { minLength: 1, maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(records, fc.constantFrom('\n', '\r\n', '\r'), fc.nat(20), async (written, end, size) => {
        const text = stringify(written, { record_delimiter: end, quoted_match: /[\r\n]/ })
        const found = await Array.fromAsync(readCsv(inChunks(text, size + 1)))
        expect(found).toEqual(written.map(cells => ({ cells, misplacedQuote: false })))
      }),
    )
  })
})

describe('a misplaced quote', () => {
  test.each([
    ['in a cell without quotes', '5" pipe,x', ['5" pipe', 'x']],
    ['after a closed cell', '"abc"d,x', ['"abc"d', 'x']],
    ['before a quoted cell', 'x, "abc"', ['x', ' "abc"']],
    ['not doubled', '"a"b"c",x', ['"a"b"c"', 'x']],
  ])('%s is told, and the next record read', async (_, line, cells) => {
    const found = await Array.fromAsync(readCsv(inChunks(`h1,h2\n${line}\n1,2\n`)))
    expect(found).toEqual([
      { cells: ['h1', 'h2'], misplacedQuote: false },
      { cells, misplacedQuote: true },
      { cells: ['1', '2'], misplacedQuote: false },
    ])
  })
})

describe('ends the reading, after the records before', () => {
  const start = 'a,b\n1,2\n'

  test.each([
    ['no other quote follows', '3,"4\n5,6\n'],
    ['another quoted cell follows', '3,"4\n5,"6"\n7,8\n'],
    ['a quote within a cell follows', '3,"4\n5,6"6\n7,8\n'],
    ['it is the last character', '3,"'],
  ])('a quote that is not closed: %s', async (_, rest) => {
    const { records, error } = await readToError(start + rest)
    expect(records).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ])
    expect(error).toMatchObject({ code: 'quote_not_closed', row: 2 })
    expect(error).toHaveProperty('message', 'A quote opens in row 2 and is not closed; reading ended there.')
  })

  test('a quote that opens in the header', async () => {
    const { error } = await readToError('a,"b\n1,2\n')
    expect(error).toMatchObject({ code: 'quote_not_closed', row: 0 })
    expect(error).toHaveProperty('message', expect.stringContaining('in the header'))
  })

  test.each([
    ['a cell', `3,${'x'.repeat(10_000_000)}\n5,6\n`],
    ['a quoted cell', `3,"${'x\n'.repeat(5_000_000)}"\n5,6\n`],
    ['many cells', `3,${'x,'.repeat(5_000_000)}\n5,6\n`],
    ['just too long', `3,${'x'.repeat(256 * 1024)}\n5,6\n`],
  ])('a record of more than 256 KiB: %s', async (_, rest) => {
    const { records, error } = await readToError(start + rest)
    expect(records).toHaveLength(2)
    expect(error).toMatchObject({ code: 'record_too_long', row: 2 })
  })

  test('of a record that is too long no more than is needed is read', async () => {
    let given = 0
    async function* endless(): AsyncGenerator<string> {
      yield start
      for (;;) {
        given += 65_536
        yield 'x'.repeat(65_536)
      }
    }
    await expect(Array.fromAsync(readCsv(endless()))).rejects.toMatchObject({ code: 'record_too_long' })
    expect(given).toBeLessThan(1_000_000)
  })
})

test('a record of 256 KiB, and any number of empty lines, are read', async () => {
  const cell = 'x'.repeat(256 * 1024 - 3)
  expect(await read(`a,b\n${'\n'.repeat(2_000_000)}1,${cell}\n`)).toEqual([
    ['a', 'b'],
    ['1', cell],
  ])
})
