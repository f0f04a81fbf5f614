import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findRepeats, tableBytes } from '../../../cli/file/find-repeats.ts'

test('the first row of a text is named, however often it comes again', () => {
  const { rowBefore } = findRepeats()
  expect(rowBefore('a', 1)).toBeUndefined()
  expect(rowBefore('b', 2)).toBeUndefined()
  expect(rowBefore('a', 3)).toBe(1)
  expect(rowBefore('a', 4)).toBe(1)
  expect(rowBefore('b', 5)).toBe(2)
})

test('it finds what a map finds', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 2 }), { maxLength: 3_000 }), texts => {
      const { rowBefore } = findRepeats()
      const first = new Map<string, number>()
      for (const [index, text] of texts.entries()) {
        expect(rowBefore(text, index + 1)).toBe(first.get(text))
        if (!first.has(text)) first.set(text, index + 1)
      }
    }),
  )
})

test('a hundred thousand texts, then all of them again: each is found in its row, none elsewhere', () => {
  const { rowBefore } = findRepeats()
  const count = 100_000
  for (let row = 1; row <= count; row += 1) if (rowBefore(`o${row}`, row) !== undefined) expect.fail(`row ${row}`)
  for (let row = 1; row <= count; row += 1) if (rowBefore(`o${row}`, row + count) !== row) expect.fail(`row ${row}`)
})

test('its memory is what is stated, 16 to 32 bytes a text, whatever the texts', () => {
  const table = findRepeats()
  for (let row = 1; row <= 20_000; row += 1) {
    table.rowBefore(`o${row}`.repeat(1 + (row % 9)), row)
    if (row % 97 === 0) expect(table.bytes).toBe(tableBytes(row))
    if (row >= 769) {
      expect(table.bytes / row).toBeGreaterThanOrEqual(16)
      expect(table.bytes / row).toBeLessThanOrEqual(32)
    }
  }
  expect(tableBytes(1_000_000)).toBe(25_165_824)
})

test('places differ from key to key, so that no file can be made to collide', () => {
  const [one, other] = [Buffer.alloc(16, 1), Buffer.alloc(16, 2)].map(key => findRepeats(key).rowBefore)
  for (const rowBefore of [one, other]) {
    expect(rowBefore?.('a', 1)).toBeUndefined()
    expect(rowBefore?.('a', 2)).toBe(1)
  }
})
