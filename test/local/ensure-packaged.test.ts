import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ensurePackaged } from '../../infra/local/ensure-packaged.ts'

const SOURCES = [
  'functions/http.ts',
  'functions/aws/ledger.ts',
  'infra/queue.yml',
  'infra/bundle.ts',
  'serverless.yml',
  'package.json',
]
const OUTPUTS = [
  'dist/packaged',
  'dist/http/index.cjs',
  'dist/queue/index.cjs',
  '.serverless/cloudformation-template-update-stack.json',
]

let root: string
const make = vi.fn<(root: string) => Promise<void>>()
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'ensure-'))
  make.mockReset()
  for (const file of [...SOURCES, 'infra/local/stack.ts']) await put(file, 1_000)
  for (const folder of ['functions', 'functions/aws']) await utimes(join(root, folder), 1_000, 1_000)
  make.mockImplementation(async () => {
    for (const file of OUTPUTS) await put(file, 2_000)
  })
})
afterEach(() => rm(root, { recursive: true }))

/** A file last changed so many seconds after 1970. */
async function put(file: string, seconds: number) {
  await mkdir(join(root, file, '..'), { recursive: true })
  await writeFile(join(root, file), '')
  await utimes(join(root, file), seconds, seconds)
}

test('what was never packaged is, once', async () => {
  await ensurePackaged(root, make)
  await ensurePackaged(root, make)
  expect(make.mock.calls).toEqual([[root]])
})

test.each(SOURCES)('a change of %s is packaged', async file => {
  await ensurePackaged(root, make)
  await put(file, 2_001)
  make.mockImplementation(async () => {
    for (const output of OUTPUTS) await put(output, 3_000)
  })
  await ensurePackaged(root, make)
  await ensurePackaged(root, make)
  expect(make).toHaveBeenCalledTimes(2)
})

test.each(OUTPUTS)('a missing %s is packaged', async file => {
  await ensurePackaged(root, make)
  await rm(join(root, file))
  await ensurePackaged(root, make)
  expect(make).toHaveBeenCalledTimes(2)
})

test('the local stack itself is no part of it', async () => {
  await ensurePackaged(root, make)
  await put('infra/local/stack.ts', 9_000)
  await ensurePackaged(root, make)
  expect(make).toHaveBeenCalledTimes(1)
})

test('a failure says why and what to type, and the next attempt is free to begin', async () => {
  make.mockRejectedValueOnce(new Error('serverless.yml is wrong'))
  await expect(ensurePackaged(root, make)).rejects.toMatchObject({
    code: 'packaging_failed',
    message: expect.stringContaining('serverless.yml is wrong'),
    mend: expect.stringContaining('npm run package'),
  })
  await ensurePackaged(root, make)
  expect(make).toHaveBeenCalledTimes(2)
})
