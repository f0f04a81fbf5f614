import { createHash } from 'node:crypto'
import { open, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type OpenFile, readChunks, readText } from '../../../cli/file/read-chunks.ts'

const CONTENT = Buffer.from('openid,level\n'.repeat(5_000))
const path = join(tmpdir(), `read-chunks-${process.pid}`)

let file: OpenFile
beforeEach(async () => {
  await writeFile(path, CONTENT)
  const handle = await open(path)
  file = { name: 'members.csv', handle, opened: await handle.stat({ bigint: true }) }
})
afterEach(async () => {
  await file.handle.close().catch(() => {})
  await rm(path)
})

async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const copies: Buffer[] = []
  for await (const chunk of chunks) copies.push(Buffer.from(chunk))
  return Buffer.concat(copies)
}

test('all bytes come, in their order, under the hash that is theirs', async () => {
  const hash = createHash('sha256').update(CONTENT).digest('hex')
  expect(await bytesOf(readChunks(file, hash))).toEqual(CONTENT)
})

test('other bytes than those of the hash are a change, whatever the times of the file say', async () => {
  await expect(bytesOf(readChunks(file, '00'.repeat(32)))).rejects.toMatchObject({
    code: 'file_changed',
    message: 'members.csv changed while it was read.',
  })
})

test('bytes that are no longer of the encoding are a change', async () => {
  await file.handle.close()
  await writeFile(path, Uint8Array.of(0x6f, 0xff))
  const handle = await open(path)
  file = { ...file, handle, opened: await handle.stat({ bigint: true }) }
  await expect(Array.fromAsync(readText(file, { encoding: 'utf-8' }))).rejects.toMatchObject({ code: 'file_changed' })
})

test('a file that cannot be read on is told', async () => {
  await file.handle.close()
  await expect(bytesOf(readChunks(file))).rejects.toMatchObject({
    code: 'unreadable',
    message: 'members.csv cannot be read.',
  })
})
