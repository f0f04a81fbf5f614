import { type Progress, showProgress } from './progress.ts'

/** Data goes to stdout, everything said to the operator to stderr. */
export type Io = {
  /** One line, or several, of data. */
  data(text: string): void
  /** One sentence; silent with --quiet. */
  note(text: string): void
  /** An error or a warning: said in any case. */
  tell(text: string): void
  /** The one progress line; silent with --quiet. */
  progress: Progress
}

/**
 * What a terminal would obey instead of showing it: control characters but tab and line feed, and marks that turn the
 * direction of writing. Names of columns and files are others' words.
 */
const COMMANDS = /(?![\n\t])[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu

const harmless = (text: string) => text.replace(COMMANDS, '\uFFFD')

type Stream = Pick<NodeJS.WriteStream, 'isTTY' | 'write'>

export function createIo(streams: { stdout: Stream; stderr: Stream }, quiet: boolean, now: () => number): Io {
  const { stdout, stderr } = streams
  const progress = showProgress(quiet ? { write: () => true, isTTY: false } : stderr, now)
  const tell = (text: string) => {
    progress.clear()
    stderr.write(`${harmless(text)}\n`)
  }
  return {
    data(text) {
      progress.clear()
      stdout.write(`${harmless(text)}\n`)
    },
    note: quiet ? () => {} : tell,
    tell,
    progress,
  }
}
