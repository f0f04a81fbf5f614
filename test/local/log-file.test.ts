import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openLogFile } from '../../infra/local/log-file.ts'

let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'log-'))
  path = join(folder, 'functions.log')
})
afterEach(() => rm(folder, { recursive: true }))

test('lines are appended, also to those of an earlier process, for the owner only', async () => {
  for (const line of ['one', 'two']) {
    const log = openLogFile(path)
    log.write(line)
    log.close()
  }
  expect(await readFile(path, 'utf8')).toBe('one\ntwo\n')
  expect((await stat(path)).mode & 0o777).toBe(0o600)
})

test('a full file is kept beside the new one, and the one before it is gone', async () => {
  const log = openLogFile(path, 10)
  for (const line of ['first', 'second', 'third', 'fourth', 'fifth']) log.write(line)
  log.close()
  expect(await readFile(`${path}.1`, 'utf8')).toBe('third\nfourth\n')
  expect(await readFile(path, 'utf8')).toBe('fifth\n')
})

test('what cannot be written is dropped without a word', async () => {
  const log = openLogFile(path)
  log.close()
  expect(() => log.write('late')).not.toThrow()
  expect(await readFile(path, 'utf8')).toBe('')
})
