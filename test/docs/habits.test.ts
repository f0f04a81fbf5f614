import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeDocuments } from '../../infra/docs/documents.ts'
import product from '../../package.json' with { type: 'json' }

const read = (file: string) => readFileSync(join(import.meta.dirname, '../..', file), 'utf8')
const contributing = read('CONTRIBUTING.md')

test.each(Object.keys(product.scripts))('what npm run %s does is told to contributors', script => {
  expect(contributing).toMatch(new RegExp(`\`npm (run )?${script}( -- --help)?\``))
})

test.each(Object.keys(makeDocuments()))('contributors know that %s is generated', path => {
  expect(contributing).toContain(path.startsWith('docs/schemas/') ? '`docs/schemas/`' : `\`${path}\``)
})

test('the version that package.json names is in the changelog', () => {
  expect(read('CHANGELOG.md')).toContain(product.version)
})
