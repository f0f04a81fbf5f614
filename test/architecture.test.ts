import { spawnSync } from 'node:child_process'
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, matchesGlob } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import rules from '../biome.rooms.json' with { type: 'json' }

const root = join(import.meta.dirname, '..')
const files = globSync('{functions,infra,cli}/**/*.ts', { cwd: root }).map(file => file.replaceAll('\\', '/'))
const read = (file: string) => readFileSync(join(root, file), 'utf8')

/** The rooms of biome.rooms.json that a file stands in. */
const roomsOf = (file: string) =>
  rules.overrides.filter(
    ({ includes }) =>
      includes.some(glob => matchesGlob(file, glob)) &&
      !includes.some(glob => glob.startsWith('!') && matchesGlob(file, glob.slice(1))),
  )

const TYPE_IN_PASSING = /\bimport\('[^']+'\)\.[A-Z]/

/** What the linter cannot say of the rooms that it keeps apart. */
describe('the rooms of the house', () => {
  test.each(files)('%s is in one, and takes no type in passing', file => {
    expect(roomsOf(file)).toHaveLength(1)
    expect(read(file)).not.toMatch(TYPE_IN_PASSING)
  })

  test('a new folder is in none before biome.rooms.json names it', () => {
    expect(roomsOf('functions/util/a.ts')).toEqual([])
  })

  test('the linter does not see a type that is imported where it is used', () => {
    expect(`let b: import('../../../functions/member/b.ts').B`).toMatch(TYPE_IN_PASSING)
    expect(`const b = await import('../compose.ts')`).not.toMatch(TYPE_IN_PASSING)
  })

  test('no function carries what the Chinese documents say', () => {
    const carrying = files.filter(file => file.startsWith('functions/') && /-zh\.ts'/.test(read(file)))
    expect(carrying).not.toHaveLength(0)
    expect(carrying.filter(file => !file.endsWith('-zh.ts'))).toEqual([])
  })

  test('ports hold types alone', () => {
    expect(read('functions/ports.ts')).not.toMatch(/^(import (?!type )|export (?!type ))/m)
  })
})

describe('an import against the arrows is found by the linter', () => {
  const WRONG = [
    ['functions/member/a.ts', `import { b } from '../import/b.ts'`],
    ['functions/member/b.ts', `import { readFile } from 'node:fs'`],
    ['functions/signals/a.ts', `import type { B } from '../ports.ts'`],
    ['functions/ports.ts', `import type { B } from './aws/b.ts'`],
    ['functions/import/a.ts', `import { b } from '../wechatpay/b.ts'`],
    ['functions/import/b.ts', `import { request } from 'undici'`],
    ['functions/wechatpay/a.ts', `import type { B } from '../aws/b.ts'`],
    ['functions/wechatpay/b.ts', `import { S3 } from '@aws-sdk/client-s3'`],
    ['functions/aws/a.ts', `export * from '../wechatpay/b.ts'`],
    ['functions/aws/b.ts', `const b = await import('../compose.ts')`],
    ['functions/api/a.ts', `import { b } from '../aws/b.ts'`],
    ['functions/http.ts', `import { sign } from './wechatpay/sign.ts'`],
    ['functions/compose.ts', `import { startStack } from '../infra/local/stack.ts'`],
    ['infra/local/wechatpay/a.ts', `import { b } from '../../../functions/member/b.ts'`],
    ['infra/local/wechatpay/b.ts', `import * as v from 'valibot'`],
    ['infra/local/wechatpay/c.ts', `import b from '../../../node_modules/undici/b.js'`],
    ['infra/local/aws/a.ts', `import { b } from '../wechatpay/b.ts'`],
    ['infra/local/a.ts', `import { b } from '../../functions/wechatpay/b.ts'`],
    ['infra/a.ts', `import { b } from '../functions/compose.ts'`],
    ['infra/docs/a.ts', `import { b } from '../../functions/compose.ts'`],
    ['cli/a.ts', `import { b } from '../functions/api/b.ts'`],
    ['cli/file/a.ts', `import { b } from '../job/b.ts'`],
    ['cli/job/a.ts', `import { b } from '../../infra/local/wechatpay/b.ts'`],
    ['cli/targets/a.ts', `import { b } from '../../functions/wechatpay/b.ts'`],
  ] as const

  const folder = mkdtempSync(join(tmpdir(), 'rooms-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  let said = ''

  beforeAll(() => {
    for (const name of ['biome.json', 'biome.rooms.json']) cpSync(join(root, name), join(folder, name))
    for (const [file, source] of WRONG) {
      mkdirSync(dirname(join(folder, file)), { recursive: true })
      writeFileSync(join(folder, file), `${source}\n`)
    }
    const biome = fileURLToPath(import.meta.resolve('@biomejs/biome/bin/biome'))
    const only = [
      '--only=style/noRestrictedImports',
      '--vcs-enabled=false',
      '--reporter=json',
      '--max-diagnostics=none',
    ]
    said = spawnSync(process.execPath, [biome, 'lint', ...only, '.'], { cwd: folder, encoding: 'utf8' }).stdout
  })

  test.each(WRONG)('%s: %s', file => {
    const { diagnostics } = JSON.parse(said)
    expect(diagnostics).toContainEqual(
      expect.objectContaining({
        category: 'lint/style/noRestrictedImports',
        location: expect.objectContaining({ path: file }),
      }),
    )
  })
})

describe('domain and use cases reach time, chance and the world through ports only', () => {
  const WORLD =
    /\b(Date\.now|new Date\(\)|performance\.|setTimeout|setInterval|Math\.random|random[A-Z]\w*|process\.|fetch\()/

  test.each(files.filter(file => /^functions\/(member|import)\//.test(file)))('%s', file => {
    expect(read(file)).not.toMatch(WORLD)
  })

  test.each(['Date.now()', 'new Date()', 'Math.random()', 'randomUUID()', 'process.env', 'setTimeout(a, 1)'])(
    'finds %s',
    source => expect(source).toMatch(WORLD),
  )
})
