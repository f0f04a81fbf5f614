import { CommanderError } from 'commander'
import type { ExitCode } from './command-error.ts'
import type { Context } from './context.ts'
import { explainError } from './explain-error.ts'
import { FileError } from './file/file-error.ts'
import { fileErrorLines } from './output/describe-issue.ts'
import { createProgram } from './program.ts'

/** Runs one command line; resolves to its exit code. Whatever goes wrong is a few sentences on stderr. */
export async function run(words: readonly string[], createContext: (quiet: boolean) => Context): Promise<ExitCode> {
  let exitCode: ExitCode = 0
  let context: Context | undefined
  const program = createProgram(async (quiet, command) => {
    context = createContext(quiet)
    exitCode = await command(context)
  })
  try {
    await program.parseAsync([...words], { from: 'user' })
    return exitCode
  } catch (error) {
    // Commander has said what it does not take.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    const { io, signal } = context ?? createContext(false)
    io.progress.done()
    // What was under way failed because of it, in whatever way.
    const reason = signal.aborted ? signal.reason : error
    if (reason instanceof FileError && words.includes('--json'))
      for (const line of fileErrorLines(reason)) io.data(line)
    const { exitCode: failed, lines } = explainError(reason)
    for (const line of lines) io.tell(line)
    return failed
  }
}
