import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
const read = (page: string) => readFileSync(join(root, page), 'utf8')
const pages = globSync('{*.md,docs/**/*.md}', { cwd: root }).map(page => page.replaceAll('\\', '/'))

const SUFFIX = '.zh-CN.md'
const chinese = pages.filter(page => page.endsWith(SUFFIX))
const englishOf = (page: string) => page.replace(SUFFIX, '.md')
const chineseOf = (page: string) => page.replace(/\.md$/, SUFFIX)

/** What is read by those who change the product, and lists of names. */
const ENGLISH_ONLY = ['CHANGELOG.md', 'CONTRIBUTING.md', 'docs/third-party.md']

/** Of each thing the one word, and those that it goes by elsewhere. */
const WORDS: readonly [word: string, others: RegExp][] = [
  ['账户', /账号|帐/],
  ['凭证', /凭据/],
  ['运营人员', /操作者|操作员/],
  ['处理办法', /改法/],
  ['会员卡 code', /卡号/],
  ['函数包', /代码包/],
  ['租期', /租约/],
  ['你', /您/],
]

type Section = { level: string; text: string }

/** What stands under each heading. */
const sectionsOf = (page: string): Section[] =>
  read(page)
    .split(/^(?=#+ )/m)
    .map(text => ({ level: /^#* /.exec(text)?.[0] ?? '', text }))

/** Blocks of a language and inline pieces, in whatever order a language puts them; a drawing has none, or mermaid. */
const codeOf = ({ text }: Section) =>
  [
    ...(text.match(/```(?!mermaid)\w+\n[\s\S]*?```/g) ?? []),
    ...(text.replaceAll(/```[\s\S]*?```/g, '').match(/`[^`\n]+`/g) ?? []),
  ].toSorted()

/** AWS has the same page for each language. */
const sourcesOf = ({ text }: Section) =>
  (text.match(/\]\(https:[^)]+\)/g) ?? []).map(link => link.replace('/en_us/', '/')).toSorted()

/** Of each row of a table, which cells are empty. */
const rowsOf = ({ text }: Section) =>
  (text.match(/^\|.*$/gm) ?? []).map(row => row.replaceAll(/[^|]*[^| ][^|]*/g, '-').replaceAll(' ', ''))

test('every page for users is in both languages', () => {
  const english = pages.filter(page => !page.endsWith(SUFFIX) && !ENGLISH_ONLY.includes(page))
  expect(chinese.toSorted()).toEqual(english.map(chineseOf).toSorted())
})

describe.each(chinese)('%s says the same as the English page', page => {
  const [here, there] = [sectionsOf(page), sectionsOf(englishOf(page))]

  test('each leads to the other', () => {
    expect(read(page)).toContain(`\n[English](${basename(englishOf(page))})\n`)
    expect(read(englishOf(page))).toContain(`\n[中文](${basename(page)})\n`)
  })

  test('with the same sections', () => {
    expect(here.map(({ level }) => level)).toEqual(there.map(({ level }) => level))
  })

  test.each([
    ['commands, codes and names', codeOf],
    ['sources', sourcesOf],
    ['rows and columns of tables', rowsOf],
  ])('with the same %s in each', (_, piecesOf) => {
    expect(here.map(piecesOf)).toEqual(there.map(piecesOf))
  })

  test.each(WORDS)('with %s, and no other word for it', (_, others) => {
    expect(read(page)).not.toMatch(others)
  })

  test('in Chinese, and with Chinese pages behind its links', () => {
    expect(read(page)).toMatch(/\p{Script=Han}/u)
    for (const [, link = ''] of read(page).matchAll(/\]\((?!https?:)([^)#\s]+\.md)/g)) {
      if (link === basename(englishOf(page))) continue
      expect([link, link.endsWith(SUFFIX) || !existsSync(join(root, page, '..', chineseOf(link)))]).toEqual([
        link,
        true,
      ])
    }
  })
})
