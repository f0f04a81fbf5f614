import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findCrossings, type Rooms } from './find-crossings.ts'

const [member, ports, useCases] = ['functions/member', 'functions/ports.ts', 'functions/import']
const signals = 'functions/signals'
const [wechatpay, aws, api] = ['functions/wechatpay', 'functions/aws', 'functions/api']
const [compose, simulator, localAws] = ['functions/compose.ts', 'infra/local/wechatpay', 'infra/local/aws']
const [environment, version] = ['functions/environment.ts', 'functions/version.ts']
const powertools = '@aws-lambda-powertools'

/** The arrows of the house: entries -> compose -> import -> member. wechatpay/ and aws/ only implement ports. */
const ROOMS: Rooms = {
  [member]: { rooms: [], packages: ['valibot'] },
  // What is measured and logged: the lists of it.
  [signals]: { rooms: [member], packages: ['valibot'] },
  [ports]: { rooms: [member, signals], packages: [], typesOnly: true },
  [useCases]: { rooms: [member, signals, ports], packages: ['node:crypto', 'valibot'] },
  [wechatpay]: { rooms: [member, ports], packages: ['node:', 'undici', 'valibot'] },
  [aws]: { rooms: [member, signals, ports], packages: ['node:', '@aws-sdk', powertools, 'valibot'] },
  [api]: { rooms: [member, ports, useCases], packages: ['node:', 'aws-lambda', '@middy', 'valibot'] },
  [environment]: { rooms: [], packages: ['valibot'] },
  [version]: { rooms: [], packages: [] },
  [compose]: {
    rooms: [member, ports, useCases, wechatpay, aws, api, environment, version],
    packages: ['node:', '@aws-sdk', powertools, 'valibot'],
  },
  'functions/http.ts': { rooms: [compose, api, useCases, ports], packages: ['aws-lambda', '@middy', powertools] },
  'functions/queue.ts': { rooms: [compose, api, useCases, ports], packages: ['aws-lambda', '@middy', powertools] },
  // Two independent readings of the contract: nothing of the product, no package.
  [simulator]: { rooms: [], packages: ['node:'] },
  'infra/local/simulator.ts': { rooms: [simulator], packages: ['node:'] },
  [localAws]: {
    rooms: [],
    packages: ['node:', '@aws-sdk', 'aws-lambda', 'aws-lambda-ric', 'dynalite', 'fauxqs', 'valibot'],
  },
  'infra/local': {
    rooms: [simulator, localAws, 'cli', 'cli/file', aws, 'infra'],
    packages: ['node:', '@aws-sdk', 'valibot'],
  },
  infra: { rooms: ['package.json', 'infra/docs'], packages: ['node:', 'esbuild'] },
  // The documents that are made from the code: from what they tell, and nothing that runs.
  'infra/docs': {
    rooms: [member, signals, wechatpay, api, 'cli/file', 'package.json'],
    packages: ['@valibot/to-json-schema', 'valibot'],
  },
  'package.json': { rooms: [], packages: [] },
  // Reading and checking a member file needs neither a stack nor a network.
  'cli/file': { rooms: [member], packages: ['node:', 'csv-parse'] },
  'cli/targets': {
    rooms: ['cli', aws, 'infra/local', localAws],
    packages: ['node:', '@aws-sdk', 'aws4', 'valibot'],
  },
  cli: {
    rooms: [member, ports, useCases, wechatpay, aws, 'cli/file', 'cli/targets', 'infra/local'],
    packages: ['node:', '@aws-sdk', '@commander-js', 'commander', 'csv-stringify', 'valibot'],
  },
}

const root = join(import.meta.dirname, '..')
const files = globSync('{functions,infra,cli}/**/*.ts', { cwd: root }).map(file => file.replaceAll('\\', '/'))
const read = (file: string) => readFileSync(join(root, file), 'utf8')

test.each(files)('%s imports only what its room may', file => {
  expect(findCrossings(ROOMS, file, read(file))).toEqual([])
})

describe('an import against the arrows is found', () => {
  test.each([
    ['functions/member/a.ts', `import { b } from '../import/b.ts'`, 'functions/import/b.ts'],
    ['functions/import/a.ts', `import { b } from '../wechatpay/b.ts'`, 'functions/wechatpay/b.ts'],
    ['functions/wechatpay/a.ts', `import type { B } from '../aws/b.ts'`, 'functions/aws/b.ts'],
    ['functions/aws/a.ts', `export * from '../wechatpay/b.ts'`, 'functions/wechatpay/b.ts'],
    ['functions/aws/a.ts', `const b = await import('../compose.ts')`, 'functions/compose.ts'],
    ['functions/wechatpay/a.ts', `import { S3 } from '@aws-sdk/client-s3'`, '@aws-sdk/client-s3'],
    ['functions/import/a.ts', `import { request } from 'undici'`, 'undici'],
    ['functions/http.ts', `import { sign } from './wechatpay/sign.ts'`, 'functions/wechatpay/sign.ts'],
    ['functions/compose.ts', `import { startStack } from '../infra/local/stack.ts'`, 'infra/local/stack.ts'],
    ['infra/local/wechatpay/a.ts', `let b: import('../../../functions/member/b.ts').B`, 'functions/member/b.ts'],
    ['infra/local/wechatpay/a.ts', `import * as v from 'valibot'`, 'valibot'],
    ['infra/local/wechatpay/a.ts', `import b from '../../../node_modules/undici/b.js'`, 'undici/b.js'],
    ['infra/local/aws/a.ts', `import { b } from '../wechatpay/b.ts'`, 'infra/local/wechatpay/b.ts'],
    ['cli/file/a.ts', `import { b } from '../job/b.ts'`, 'cli/job/b.ts'],
  ])('%s: %s', (file, source, target) => {
    expect(findCrossings(ROOMS, file, source)).toEqual([`${file} imports ${target}`])
  })

  test('ports hold types alone', () => {
    const file = 'functions/ports.ts'
    expect(findCrossings(ROOMS, file, `import type { B } from './member/b.ts'`)).toEqual([])
    expect(findCrossings(ROOMS, file, `import { b } from './member/b.ts'`)).toHaveLength(1)
  })

  test('a file outside every room has none', () => {
    expect(findCrossings(ROOMS, 'functions/util/a.ts', '')).toEqual(['functions/util/a.ts is in no room'])
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
