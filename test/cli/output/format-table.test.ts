import { expect, test } from 'vitest'
import { formatTable } from '../../../cli/output/format-table.ts'

test('columns are as wide as their widest cell, two blanks apart, without blanks at the end', () => {
  expect(
    formatTable([
      ['state', 'why'],
      ['imported', ''],
      ['x', 'code taken'],
    ]),
  ).toBe(['state     why', 'imported', 'x         code taken'].join('\n'))
})

test('numbers stand to the right, their heading to the left', () => {
  expect(
    formatTable([
      ['state', 'count'],
      ['imported', 7],
      ['rejected', 1234567],
    ]),
  ).toBe(['state     count', 'imported        7', 'rejected  1234567'].join('\n'))
})

test('East Asian characters are two wide', () => {
  expect(
    formatTable([
      ['用户卡', 'a'],
      ['abcdef', 'b'],
      ['（）', 'c'],
      ['한국', 'd'],
    ]),
  ).toBe(['用户卡  a', 'abcdef  b', '（）    c', '한국    d'].join('\n'))
})

test('a short row ends early; without rows there is nothing', () => {
  expect(formatTable([['a', 'b'], ['long']])).toBe('a     b\nlong')
  expect(formatTable([])).toBe('')
})
