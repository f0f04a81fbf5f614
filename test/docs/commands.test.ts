import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { createProgram } from '../../cli/program.ts'

const root = join(import.meta.dirname, '../..')
const pages = globSync('{*.md,docs/**/*.md}', { cwd: root }).map(page => page.replaceAll('\\', '/'))

/** The lines of a page's shell blocks that run the operator's command, as words. */
const commandsOf = (page: string) =>
  [...readFileSync(join(root, page), 'utf8').matchAll(/^\s*npm run member-import -- (.+)$/gm)].map(([, line = '']) =>
    line.trim().split(/\s+/),
  )
const commands = pages.flatMap(page => commandsOf(page).map(words => ({ page, words, line: words.join(' ') })))

afterEach(() => vi.restoreAllMocks())

/** Takes a command line as the command does, without running anything; what it refuses is said on stderr. */
async function take(words: readonly string[]): Promise<number> {
  let ran = 0
  await createProgram(async () => {
    ran += 1
  }).parseAsync([...words], { from: 'user' })
  return ran
}

test('there are commands', () => {
  expect(commands.map(({ words }) => words[0])).toEqual(expect.arrayContaining(['check', 'import', 'report', 'doctor']))
})

test.each(commands)('$page: $line', async ({ words }) => {
  expect(await take(words)).toBe(1)
})

test('a command that is not there is refused', async () => {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  await expect(take(['cancel', 'spring', '--undo'])).rejects.toThrow('unknown option')
})
