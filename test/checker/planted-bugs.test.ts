import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { BUGS } from './planted-bugs.ts'

const root = join(import.meta.dirname, '../..')

test.each(Object.entries(BUGS))('a bug that %s has its place in the source, once', (_, { file, text }) => {
  expect(readFileSync(join(root, file), 'utf8').split(text)).toHaveLength(2)
})
