import { expect, test } from 'vitest'
import { readShell } from './read-shell.ts'

test.each<[string, string, string[][]]>([
  ['words', 'npm  ci', [['npm', 'ci']]],
  ['lists and pipes', 'a 1 && b; c | d\ne', [['a', '1'], ['b'], ['c'], ['d'], ['e']]],
  ['quotes', `a 'b c' "d 'e' \\"f\\""`, [['a', 'b c', `d 'e' "f"`]]],
  ['a line that goes on', 'a \\\n  --b', [['a', '--b']]],
  ['comments', 'a # b\n# c\nd#e', [['a'], ['d#e']]],
  ['redirections', 'a < b > c 2', [['a', '2']]],
  ['a command in a word', 'a "$(b | c)" d', [['b'], ['c'], ['a', '$()', 'd']]],
  ['an assignment', 'key=$(a b)\nX=1 c', [['a', 'b'], ['c']]],
  ['a text in place', "a > b <<'EOF'\nc d\nEOF\ne", [['a'], ['e']]],
  ['a loop', 'for x in a b; do\n  c "$x"\ndone', [['c', '$x']]],
  [
    'a function',
    'hex() { od "$1" | tr -d \'\\n\'; }',
    [
      ['od', '$1'],
      ['tr', '-d', '\\n'],
    ],
  ],
])('%s', (_, script, commands) => {
  expect(readShell(script)).toEqual(commands)
})
