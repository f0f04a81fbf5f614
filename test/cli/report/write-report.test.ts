import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { REPORT_MARK } from '../../../cli/report/render-report.ts'
import { checkPlace, writeReport } from '../../../cli/report/write-report.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'report-'))
})
afterEach(() => rm(folder, { recursive: true }))

test('a report is the owner’s alone, and takes the place of an earlier one', async () => {
  const file = join(folder, 'new', 'report.html')
  for (const text of [`${REPORT_MARK}first, and longer`, `${REPORT_MARK}second`]) {
    await checkPlace(file)
    await writeReport(file, text)
    expect(await readFile(file, 'utf8')).toBe(text)
  }
  expect((await stat(file)).mode & 0o077).toBe(0)
  expect(await readdir(join(folder, 'new'))).toEqual(['report.html'])
})

test.each(['members.csv', 'empty.html'])('another file is not written over: %s', async name => {
  const file = join(folder, name)
  await writeFile(file, name === 'members.csv' ? 'openid,user_card_code\no1,c1\n'.repeat(9) : '')
  await expect(checkPlace(file)).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringContaining('is not a report'),
  })
})

test('a folder or a pipe is not written over, nor read', async () => {
  await mkdir(join(folder, 'sub'))
  execFileSync('sh', ['-c', 'mkfifo "$0"', join(folder, 'pipe')])
  for (const place of ['sub', 'pipe']) {
    await expect(checkPlace(join(folder, place))).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('is not a report'),
    })
  }
})

test('a file where a folder should be is told before the work', async () => {
  await writeFile(join(folder, 'file'), '')
  await expect(checkPlace(join(folder, 'file/report.html'))).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringContaining('cannot be written'),
  })
})

test('a report that cannot take its place leaves nothing behind', async () => {
  await mkdir(join(folder, 'report.html', 'in the way'), { recursive: true })
  await expect(writeReport(join(folder, 'report.html'), REPORT_MARK)).rejects.toMatchObject({ exitCode: 2 })
  expect(await readdir(folder)).toEqual(['report.html'])
})
