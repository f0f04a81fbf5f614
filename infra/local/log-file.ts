import { closeSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs'

export type LogFile = { write(line: string): void; close(): void }

const LIMIT_BYTES = 10 * 1024 * 1024

/** Appends lines to a file for the owner only. A full one becomes `<path>.1`, in place of the one before. */
export function openLogFile(path: string, limitBytes = LIMIT_BYTES): LogFile {
  let file = openSync(path, 'a', 0o600)
  let size = fstatSync(file).size
  return {
    write(line) {
      try {
        size += writeSync(file, `${line}\n`)
        if (size < limitBytes) return
        closeSync(file)
        renameSync(path, `${path}.1`)
        file = openSync(path, 'a', 0o600)
        size = 0
      } catch {
        // A log must not stop what it tells of; the files that matter tell of a full disk themselves.
      }
    },
    close: () => closeSync(file),
  }
}
