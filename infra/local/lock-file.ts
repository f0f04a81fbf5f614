import { closeSync, openSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'

/**
 * Locks a file, made if need be, until `release` or the end of the process, however that comes: the operating system
 * holds the lock, by way of SQLite. Waits up to `waitMs`, blocking the process; then throws SQLite's busy (errcode 5).
 */
export function lockFile(path: string, waitMs: number): { release(): void } {
  closeSync(openSync(path, 'a', 0o600))
  const db = new DatabaseSync(path, { timeout: waitMs })
  try {
    db.exec('BEGIN EXCLUSIVE')
  } catch (cause) {
    db.close()
    throw cause
  }
  return { release: () => db.close() }
}
