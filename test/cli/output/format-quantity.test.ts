import { expect, test } from 'vitest'
import { formatCount, formatDuration } from '../../../cli/output/format-quantity.ts'

test.each([
  [-5, '0 s'],
  [0, '0 s'],
  [59_400, '59 s'],
  [59_600, '1 min'],
  [3_599_000, '1 h'],
  [11_100_000, '3 h 5 min'],
  [86_399_000, '1 d'],
  [187_200_000, '2 d 4 h'],
  [172_800_000, '2 d'],
])('%d ms is %s', (ms, text) => expect(formatDuration(ms)).toBe(text))

test.each([
  [1, 'row', '1 row'],
  [2_000, 'row', '2,000 rows'],
  [1_234_567, undefined, '1,234,567'],
] as const)('%d %s is %s', (count, noun, text) => expect(formatCount(count, noun)).toBe(text))
