import { randomUUID } from 'node:crypto'
import { type FileHandle, mkdir, open, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { FileError, type FileErrorCode } from './file-error.ts'
import type { OpenFile } from './read-chunks.ts'

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? error.code : undefined)

const REFUSALS: ReadonlyMap<unknown, [FileErrorCode, string]> = new Map([
  ['ENOENT', ['not_found', 'does not exist']],
  ['ENOTDIR', ['not_found', 'does not exist']],
  ['EACCES', ['not_permitted', 'may not be read by this user']],
  ['EPERM', ['not_permitted', 'may not be read by this user']],
  ['EISDIR', ['is_directory', 'is a folder']],
])

/**
 * Opens what the operator named. What can be read only once (`-`, a named pipe) is kept in `spoolFolder` under no name:
 * it is gone with the process, however that ends.
 */
export async function openSource(path: string, spoolFolder: string, stdin: Readable): Promise<OpenFile> {
  if (path === '-') return await spool('standard input', stdin, spoolFolder)
  try {
    const found = await stat(path)
    if (found.isDirectory()) throw new FileError('is_directory', `${path} is a folder.`)
    if (!found.isFile() && !found.isFIFO()) throw new FileError('not_a_file', `${path} is neither a file nor a pipe.`)
    const handle = await open(path, 'r')
    if (found.isFIFO()) return await spool(path, handle.createReadStream(), spoolFolder)
    return { name: path, handle, opened: await handle.stat({ bigint: true }) }
  } catch (cause) {
    throw cause instanceof FileError ? cause : refusePath(path, cause)
  }
}

/** Why the file system does not give what is at a path. */
export function refusePath(path: string, cause: unknown): FileError {
  const [code, said] = REFUSALS.get(codeOf(cause)) ?? ['unreadable', 'cannot be read']
  return new FileError(code, `${path} ${said}.`, { cause })
}

async function spool(name: string, source: Readable, folder: string): Promise<OpenFile> {
  let handle: FileHandle | undefined
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const file = join(folder, `spool-${randomUUID()}`)
    handle = await open(file, 'wx+', 0o600)
    await rm(file)
    let position = 0
    for await (const chunk of source) {
      const bytes = Buffer.from(chunk)
      for (let from = 0; from < bytes.length; ) {
        const { bytesWritten } = await handle.write(bytes, from, bytes.length - from, position)
        from += bytesWritten
        position += bytesWritten
      }
    }
    return { name, handle, opened: await handle.stat({ bigint: true }) }
  } catch (cause) {
    await handle?.close()
    const why = codeOf(cause) === 'ENOSPC' ? 'the disk is full' : 'a file could not be written'
    throw new FileError('spool_failed', `What comes from ${name} could not be kept in ${folder}: ${why}.`, { cause })
  }
}
