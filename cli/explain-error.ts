import { type EmbeddedCode, EmbeddedError } from '../infra/local/embedded-error.ts'
import { COMMAND, CommandError, type ExitCode, Interrupted } from './command-error.ts'
import { FileError } from './file/file-error.ts'
import { describeIssue } from './output/describe-issue.ts'
import { explainAwsError } from './targets/explain-aws-error.ts'

/** What the operator is told of an error, line by line, and the exit code that it means. */
export type Explained = { exitCode: ExitCode; lines: string[] }

const GOES_ON = 'Nothing is lost: the same command goes on where it stopped.'

/** Errors of the file system that the operator can mend; the path is in the message already. */
const SYSTEM: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full. Make room, then run the same command again.',
  EDQUOT: 'Your share of the disk is full. Make room, then run the same command again.',
  EACCES: 'This user may not write there. Allow it, or run the command in another folder.',
  EROFS: 'Nothing can be written there. Run the command in another folder.',
  ECONNREFUSED: `The stack has ended, or cannot be reached. ${GOES_ON}`,
}

/** What the operator has set up otherwise than the embedded stack needs it. */
const CONFIGURATION: ReadonlySet<EmbeddedCode> = new Set(['folder_unusable', 'folder_in_use', 'other_settings'])

export function explainError(error: unknown): Explained {
  const known = explainAwsError(error, 'the stack')
  if (known instanceof Interrupted || (known instanceof Error && known.name === 'AbortError')) {
    return { exitCode: 130, lines: [`Interrupted. ${GOES_ON}`] }
  }
  if (known instanceof FileError) {
    const head = known.code === 'defaults_invalid' ? 'defaults' : 'header'
    const issues = known.issues.map(issue => describeIssue(issue, head))
    return { exitCode: 2, lines: [...issues, `${known.message} ${known.hint}`] }
  }
  if (known instanceof CommandError) {
    const next = known.next === undefined ? [] : [`Next: ${COMMAND} ${known.next}`]
    return { exitCode: known.exitCode, lines: [known.message, ...next] }
  }
  if (known instanceof EmbeddedError) {
    return { exitCode: CONFIGURATION.has(known.code) ? 2 : 1, lines: [`${known.message} ${known.mend}`] }
  }
  const system = SYSTEM[codeOf(known)]
  const what = known instanceof Error ? `${known.name}: ${known.message}` : String(known)
  return {
    exitCode: 1,
    lines: [`Something went wrong: ${what}`, system ?? 'Nothing that has ended is lost. See --help.'],
  }
}

/** Of the error, or of the one behind it: fetch and the SDK wrap those of the network. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return ''
  if ('code' in error && typeof error.code === 'string') return error.code
  return codeOf(error.cause)
}
