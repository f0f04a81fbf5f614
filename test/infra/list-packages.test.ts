import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundleFunction } from '../../infra/bundle.ts'
import { describePackages, listPackages, type ThirdParty } from '../../infra/list-packages.ts'
import { FUNCTIONS } from '../../infra/package-project.ts'
import lock from '../../package-lock.json' with { type: 'json' }

const root = join(import.meta.dirname, '../..')

/** Licences that let code be used and passed on in a closed product, on condition of naming its authors. */
const PERMISSIVE = ['MIT', 'MIT-0', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', '0BSD']

let folder = ''
let packages: ThirdParty[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'third-party-'))
  const metafiles = []
  for (const name of FUNCTIONS) {
    await bundleFunction(join(root, `functions/${name}.ts`), join(folder, name), '0')
    metafiles.push(JSON.parse(await readFile(join(folder, name, 'metafile.json'), 'utf8')))
  }
  packages = listPackages(metafiles, root)
}, 60_000)

afterAll(() => rm(folder, { recursive: true, force: true }))

test('what of others is in the bundles stands in docs/third-party.md (npm run third-party writes it)', async () => {
  expect(packages.map(({ name }) => name)).toEqual(expect.arrayContaining(['@aws-sdk/client-sqs', 'undici', 'valibot']))
  expect(await readFile(join(root, 'docs/third-party.md'), 'utf8')).toBe(describePackages(packages))
})

test('each is under a permissive licence', () => {
  for (const { name, licence } of packages) expect([name, PERMISSIVE.includes(licence)]).toEqual([name, true])
})

test('so is whatever the command needs beside them', () => {
  const installed = Object.entries<{ dev?: boolean; optional?: boolean; license?: string }>(lock.packages)
  const needed = installed.filter(([path, { dev, optional }]) => path !== '' && !dev && !optional)
  expect(needed.length).toBeGreaterThanOrEqual(packages.length)
  for (const [path, { license = '' }] of needed) expect([path, PERMISSIVE.includes(license)]).toEqual([path, true])
})
