import type { Io } from './output/io.ts'

/** What a command gets of the process it runs in, so that tests can give it another one. */
export type Context = {
  io: Io
  /** Whether somebody watches: stderr is a terminal. */
  isTerminal: boolean
  /** Aborted by Ctrl-C, or by `stop`; the reason is the error to be told. */
  signal: AbortSignal
  /** Ends the command, as what it works with has ended. */
  stop(reason: Error): void
  /** Where the operator typed the command: paths are relative to it. */
  folder: string
  /** Where journals, and the state of the embedded stack, are kept: `.member-import`. */
  stateFolder: string
  environment: Readonly<Record<string, string | undefined>>
  now(): number
  /** Rejects with the signal's reason. */
  sleep(ms: number): Promise<void>
}
