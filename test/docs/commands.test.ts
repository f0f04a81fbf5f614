import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { checkCommand } from './check-command.ts'
import { readShell } from './read-shell.ts'

const root = join(import.meta.dirname, '../..')
const pages = globSync('{*.md,docs/**/*.md}', { cwd: root }).map(page => page.replaceAll('\\', '/'))

/** The shell blocks of a page, and its inline pieces of code that are whole commands. */
function commandsOf(page: string): string[][] {
  const text = readFileSync(join(root, page), 'utf8')
  const blocks = [...text.matchAll(/^( *)```sh\n([\s\S]*?)^ *```$/gm)].map(([, indent = '', block = '']) =>
    block.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  )
  const inline = [...text.replaceAll(/```[\s\S]*?```/g, '').matchAll(/`((?:npm|npx|aws|curl|openssl) [^`…<]+)`/g)]
  return [...blocks, ...inline.map(([, piece = '']) => piece)].flatMap(readShell)
}

const all = pages.map(page => ({ page, commands: commandsOf(page) }))

beforeEach(() => {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
})
afterEach(() => vi.restoreAllMocks())

test('there are commands of every kind', () => {
  const programs = new Set(all.flatMap(({ commands }) => commands.map(([program]) => program)))
  expect([...programs]).toEqual(expect.arrayContaining(['npm', 'npx', 'aws', 'curl', 'openssl', 'node']))
})

test.each(all)('$page: every command is one that there is', async ({ commands }) => {
  for (const words of commands) expect([words.join(' '), await checkCommand(words)]).toEqual([words.join(' '), []])
})

describe('a command that is not there is found', () => {
  test.each([
    'npm run nothing',
    'npm run member-import -- cancel spring --undo',
    'npm run package -- --nothing',
    'npx osls undeploy',
    'npx osls remove --nothing',
    'npx serverless deploy',
    'npx vitest run test/nothing',
    'aws nothing list',
    'aws sqs empty-queue',
    'aws sqs delete-queue --queue-name q',
    'aws logs tail group --grep a',
    'aws cloudformation wait stack-nothing',
    'curl --nothing',
    'openssl nothing',
    "node -e 'const {'",
    'rm -r dist',
  ])('%s', async line => {
    const [words = []] = readShell(line)
    expect(await checkCommand(words)).toHaveLength(1)
  })
})
