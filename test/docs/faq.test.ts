import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
const read = (file: string) => readFileSync(join(root, file), 'utf8')

test.each(['too_long_in_queue', 'ciphertext_malformed', 'plaintext_too_long'])('%s is a code of this product', code => {
  expect(read('docs/faq.md')).toContain(`\`${code}\``)
  expect(read('docs/errors.md')).toContain(`| \`${code}\` |`)
})
