import { createHash } from 'node:crypto'
import { closeSync, openSync, writeSync } from 'node:fs'

/** What the manifest says of a file: data lines without the head, bytes, SHA-256 in hex. */
export type Written = { rows: number; bytes: number; sha256: string }

const BUFFER_CHARACTERS = 65_536

/** A file that is written line by line in bounded memory; for the owner's eyes only, as openids stand in it. */
export function createHashedFile(path: string, head: string): { write(line: string): void; close(): Written } {
  const descriptor = openSync(path, 'w', 0o600)
  const hash = createHash('sha256')
  const written = { rows: 0, bytes: 0 }
  let buffer = head

  function flush(): void {
    const bytes = Buffer.from(buffer)
    buffer = ''
    hash.update(bytes)
    written.bytes += bytes.length
    for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at)
  }

  return {
    write(line) {
      written.rows += 1
      buffer += line
      if (buffer.length >= BUFFER_CHARACTERS) flush()
    },
    close() {
      flush()
      closeSync(descriptor)
      return { ...written, sha256: hash.digest('hex') }
    },
  }
}
