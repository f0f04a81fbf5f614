import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { builtinModules, createRequire } from 'node:module'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { BUDGET_BYTES, type BundleSize, bundleFunction } from '../../infra/bundle.ts'

// Inside the project, so that the entry finds its packages.
const cache = join(import.meta.dirname, '../../node_modules')
const entry = `
  import { SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs'
  export const handler = async () => PRODUCT_VERSION
  export const send = () => new SQSClient({ region: 'local' }).send(new SendMessageCommand({ QueueUrl: 'https://127.0.0.1:1/', MessageBody: '{}' }))
`
let folder = ''
let size: BundleSize

beforeAll(async () => {
  folder = await mkdtemp(join(cache, '.bundle-test-'))
  await writeFile(join(folder, 'entry.ts'), entry)
  size = await bundleFunction(join(folder, 'entry.ts'), join(folder, 'out'), '1.2.3')
}, 60_000)

afterAll(() => rm(folder, { recursive: true, force: true }))

test('a bundle exports its handler, which knows the version of the product', async () => {
  const bundle = createRequire(import.meta.url)(join(folder, 'out/index.cjs'))
  expect(await bundle.handler()).toBe('1.2.3')
})

test('a bundle stands alone: it needs nothing but modules of Node', async () => {
  const metafile = JSON.parse(await readFile(join(folder, 'out/metafile.json'), 'utf8'))
  const [output] = Object.entries(metafile.outputs).flatMap(([name, out]) =>
    name.endsWith('.cjs') ? [Object(out)] : [],
  )
  const outside = output.imports.map(({ path }: { path: string }) => path.replace('node:', ''))
  expect(outside.filter((path: string) => !builtinModules.includes(path))).toEqual([])
})

test('source map and metafile stand beside a bundle, not in it', async () => {
  expect((await readdir(join(folder, 'out'))).toSorted()).toEqual(['index.cjs', 'index.cjs.map', 'metafile.json'])
  const code = await readFile(join(folder, 'out/index.cjs'))
  expect(code.toString()).not.toContain('sourceMappingURL=data:')
  expect(size.bytes).toBe(code.length)
  expect(size.gzipBytes).toBeLessThan(size.bytes)
})

test('a bundle requires the modules of Node, and imports none: that would run their getters', async () => {
  const code = await readFile(join(folder, 'out/index.cjs'), 'utf8')
  expect(code).toContain('require("node:http")')
  expect(code).not.toMatch(/import\("node:/)
})

test('it is known how much of a bundle each package is', () => {
  const [largest] = size.byPackage
  expect(largest?.name).toBe('@smithy/core')
  const sum = size.byPackage.reduce((total, { bytes }) => total + bytes, 0)
  expect(sum / size.bytes).toBeGreaterThan(0.9)
})

test('a bundle over its budget is refused', async () => {
  const text = randomBytes(BUDGET_BYTES).toString('base64')
  await writeFile(join(folder, 'large.ts'), `export const handler = async () => '${text}'`)
  await expect(bundleFunction(join(folder, 'large.ts'), join(folder, 'large'), '1.2.3')).rejects.toThrow(
    /large\/index\.cjs has \d+ bytes gzipped, more than its budget of 220000/,
  )
})

test('without credentials in the environment a bundle says so, and looks nowhere else', () => {
  const script = `require('./out/index.cjs').send().catch(error => console.log(error.message))`
  const { stdout } = spawnSync(process.execPath, ['-e', script], { cwd: folder, env: {}, encoding: 'utf8' })
  expect(stdout).toMatch(/^No AWS credentials in the environment, and @aws-sdk\/credential-provider-\w+ is left out/)
})
