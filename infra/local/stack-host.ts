/**
 * The process that runs the embedded stack, forked by the first command that needs it. It belongs to no command: it
 * ends by itself when none is connected any more, also where they were killed.
 */
import { randomUUID } from 'node:crypto'
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { type ControlServer, startControlServer } from './control-server.ts'
import { EmbeddedError, explainFailure } from './embedded-error.ts'
import { type Address, HostOptions, type Started } from './host-protocol.ts'
import { lockFile } from './lock-file.ts'

/** A host that ends, or one that has just begun, is waited for in the lock; the starter waits longer, by trying again. */
const LOCK_WAIT_MS = 1_000
/** What has not closed by then is left to the end of the process: all state is in the files already. */
const CLOSE_MS = 5_000

// Ctrl-C and a terminal that closes reach all processes: the commands end first, and the host after them.
for (const signal of ['SIGINT', 'SIGHUP']) process.on(signal, () => {})
process.once('message', message => run(v.parse(HostOptions, message)))
process.once('disconnect', () => endIfUnused())

let control: ControlServer | undefined
let isEnding = false
/** What is open, the last first. */
const closers: (() => unknown)[] = []

async function run(options: HostOptions): Promise<void> {
  const { folder, settings } = options
  const fail = (cause: unknown) => end(explainFailure(cause, folder))
  process.on('uncaughtException', cause => {
    console.error(cause)
    fail(cause)
  })
  process.on('SIGTERM', () => fail(new EmbeddedError('host_died', 'The embedded stack was ended (SIGTERM).', AGAIN)))
  try {
    const lock = lockFile(join(folder, 'host.lock'), LOCK_WAIT_MS)
    closers.unshift(lock.release)
    // Loaded only now: one that finds the folder locked has nothing to do with it.
    const { startParts } = await import('./start-parts.ts')
    const { endpoints, work, close } = await startParts(options, fail)
    closers.unshift(close)
    const token = randomUUID()
    control = await startControlServer({ token, settings, endpoints, onWork: work, onGone: endIfUnused })
    const address: Address = { pid: process.pid, port: control.port, token }
    writeAddress(join(folder, 'host.json'), address)
    await tellStarter({ ready: address })
    endIfUnused()
  } catch (cause) {
    await fail(cause)
  }
}

const AGAIN = 'Type the same command again: it goes on where it stopped.'

function writeAddress(file: string, address: Address): void {
  writeFileSync(`${file}.new`, JSON.stringify(address), { mode: 0o600 })
  renameSync(`${file}.new`, file)
  closers.unshift(() => rmSync(file, { force: true }))
}

/** The starter is connected from before the first command is until it has become that. */
function endIfUnused(): void {
  if (!process.connected && (control?.count() ?? 0) === 0) end()
}

async function end(reason?: EmbeddedError): Promise<void> {
  if (isEnding) return
  isEnding = true
  setTimeout(() => process.exit(1), CLOSE_MS)
  control?.close(reason)
  if (reason) await tellStarter({ failed: { code: reason.code, message: reason.message, mend: reason.mend } })
  for (const close of closers) {
    try {
      await close()
    } catch (cause) {
      console.error(cause)
    }
  }
  process.exit(reason ? 1 : 0)
}

function tellStarter(message: v.InferOutput<typeof Started>): Promise<void> {
  return new Promise(resolve => {
    if (process.connected && process.send) process.send(message, () => resolve())
    else resolve()
  })
}
