import { createHash } from 'node:crypto'
import type { BigIntStats } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { FileError } from './file-error.ts'

/** A file that is open for reading, as it was when it was opened. `name`: how the operator called it. */
export type OpenFile = { name: string; handle: FileHandle; opened: BigIntStats }

/** Small enough that what is made of a chunk is gone before the garbage collector would take it for lasting. */
const CHUNK_BYTES = 16 * 1024

const changed = ({ name }: OpenFile, cause?: unknown) =>
  new FileError('file_changed', `${name} changed while it was read.`, { cause })

/**
 * The bytes of the file from its start, each chunk good until the next is asked for. Rejects where the file is no longer
 * the one that was opened: by its times and size after each chunk, and at the end by its SHA-256, if one is given.
 */
export async function* readChunks(file: OpenFile, sha256?: string): AsyncGenerator<Uint8Array> {
  const { handle, opened } = file
  const buffer = Buffer.alloc(CHUNK_BYTES)
  const hash = createHash('sha256')
  for (let position = 0; ; ) {
    const bytesRead = await read(file, buffer, position)
    const { size, mtimeNs, ctimeNs } = await handle.stat({ bigint: true })
    if (size !== opened.size || mtimeNs !== opened.mtimeNs || ctimeNs !== opened.ctimeNs) throw changed(file)
    if (bytesRead === 0) break
    const chunk = buffer.subarray(0, bytesRead)
    hash.update(chunk)
    position += bytesRead
    yield chunk
  }
  if (sha256 !== undefined && hash.digest('hex') !== sha256) throw changed(file)
}

async function read({ handle, name }: OpenFile, buffer: Buffer, position: number): Promise<number> {
  try {
    return (await handle.read(buffer, 0, buffer.length, position)).bytesRead
  } catch (cause) {
    throw new FileError('unreadable', `${name} cannot be read.`, { cause })
  }
}

/** The text of the file, which is of that encoding, as a scan has found; a byte order mark is left out. */
export async function* readText(
  file: OpenFile,
  { encoding, sha256 }: { encoding: 'utf-8' | 'gb18030'; sha256?: string },
): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true })
  const decode = (chunk?: Uint8Array) => {
    try {
      return decoder.decode(chunk, { stream: chunk !== undefined })
    } catch (cause) {
      throw changed(file, cause)
    }
  }
  let started = false
  for await (const chunk of readChunks(file, sha256)) {
    const text = decode(chunk)
    yield started ? text : text.replace(/^\ufeff/, '')
    started ||= text !== ''
  }
  yield decode()
}
