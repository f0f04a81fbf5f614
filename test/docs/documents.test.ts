import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeDocuments } from '../../infra/docs/documents.ts'

const root = join(import.meta.dirname, '../..')

test.each(Object.entries(makeDocuments()))('%s is as the code makes it', (path, made) => {
  const committed = readFileSync(join(root, path), 'utf8')
  expect(committed, `${path} is not as the code makes it now. Make it again: npm run docs`).toBe(made)
})
