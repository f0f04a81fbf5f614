import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
const pages = globSync('{*.md,docs/**/*.md}', { cwd: root }).map(page => page.replaceAll('\\', '/'))

/** The headings of a page as GitHub names them: lower case, blanks as hyphens, without punctuation. */
const anchorsOf = (text: string) =>
  [...text.matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  )

test('there are pages', () => {
  expect(pages).toEqual(expect.arrayContaining(['README.md', 'SECURITY.md', 'docs/deploy.md']))
})

test.each(pages)('%s: links lead to files and headings that are there, and so do the tests it names', page => {
  const text = readFileSync(join(root, page), 'utf8')
  const links = [...text.matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)]
  for (const [link, file = '', anchor] of links) {
    const target = file === '' ? page : join(dirname(page), file)
    expect([link, existsSync(join(root, target))]).toEqual([link, true])
    if (anchor === undefined) continue
    expect(anchorsOf(readFileSync(join(root, target), 'utf8'))).toContain(decodeURIComponent(anchor))
  }
  for (const [named] of text.matchAll(/(?<=`)(test|functions|infra|cli)\/[\w./-]+\.(ts|yml)(?=`)/g)) {
    expect([named, existsSync(join(root, named))]).toEqual([named, true])
  }
})
