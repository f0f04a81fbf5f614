import { expect, it } from 'vitest'
import { childPointer } from '../../functions/member/pointer.ts'

it.each([
  ['', 'a', '/a'],
  ['/a', 0, '/a/0'],
  ['', 'user_information.common-field', '/user_information.common-field'],
  ['', 'x'.repeat(64), `/${'x'.repeat(64)}`],
])('points from %j to %j', (parent, key, pointer) => {
  expect(childPointer(parent, key)).toBe(pointer)
})

it.each(['13800138000', '0', '王小明', 'a b', 'a/b', 'm~n', 'wang@example.com', '', 'x'.repeat(65), 'a\n'])(
  'does not show %j, which is no name of a field',
  key => {
    expect(childPointer('/a', key)).toBe('/a/…')
  },
)
