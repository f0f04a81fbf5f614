import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
const read = (file: string) => readFileSync(join(root, file), 'utf8')

/** The blocks and inline pieces of code, whatever the order in which a language puts them. */
const codeOf = (text: string) => (text.match(/```[\s\S]*?```|`[^`\n]+`/g) ?? []).toSorted()
const linksOf = (text: string) => (text.match(/\]\(https:[^)]+\)/g) ?? []).toSorted()
const levelsOf = (text: string) => [...text.matchAll(/^(#+) /gm)].map(([, level]) => level)

describe('the questions say the same in both languages', () => {
  const [english, chinese] = [read('docs/faq.md'), read('docs/faq.zh-CN.md')]

  test.each([
    ['commands, codes and names', codeOf],
    ['sources', linksOf],
    ['questions', levelsOf],
  ])('%s', (_, piecesOf) => {
    expect(piecesOf(chinese)).toEqual(piecesOf(english))
    expect(piecesOf(english).length).toBeGreaterThan(3)
  })
})

test.each(['too_long_in_queue', 'ciphertext_malformed', 'plaintext_too_long'])('%s is a code of this product', code => {
  expect(read('docs/faq.md')).toContain(`\`${code}\``)
  expect(read('docs/errors.md')).toContain(`| \`${code}\` |`)
})
