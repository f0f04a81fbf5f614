/** 0: all rows ended well; 1: some did not; 2: usage or configuration; 130: interrupted (128 + SIGINT). */
export type ExitCode = 0 | 1 | 2 | 130

/** How the command is typed. */
export const COMMAND = 'npm run member-import --'

/** Ends a command with a sentence on stderr. `next`: the command to type then, without the part that all begin with. */
export class CommandError extends Error {
  readonly exitCode: ExitCode
  readonly next: string | undefined

  constructor(exitCode: ExitCode, message: string, more: { next?: string | undefined; cause?: unknown } = {}) {
    super(message, { cause: more.cause })
    this.name = 'CommandError'
    this.exitCode = exitCode
    this.next = more.next
  }
}

/** What the operator's Ctrl-C makes of whatever is under way. */
export class Interrupted extends Error {
  constructor() {
    super('Interrupted.')
    this.name = 'Interrupted'
  }
}
