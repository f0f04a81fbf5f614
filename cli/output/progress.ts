export type Progress = {
  update(line: string): void
  /** Takes the line off a terminal, so that something else can be written there. */
  clear(): void
  /** Leaves the line as it stands. */
  done(): void
}

/** Where nothing can be rewritten, a line this often is enough. */
const PLAIN_EVERY_MS = 10_000

/** One calm line: rewritten in place on a terminal, else a plain line every ten seconds if it has changed. `now` in ms. */
export function showProgress(
  stream: Pick<NodeJS.WriteStream, 'isTTY' | 'write'> = process.stderr,
  now: () => number = Date.now,
): Progress {
  let latest = ''
  let shown = ''
  let shownAt = Number.NEGATIVE_INFINITY

  function write(): void {
    if (latest === shown) return
    shown = latest
    shownAt = now()
    stream.write(stream.isTTY ? `\r\x1b[2K${latest}` : `${latest}\n`)
  }

  return {
    update(line) {
      latest = line
      if (stream.isTTY || now() - shownAt >= PLAIN_EVERY_MS) write()
    },
    clear() {
      if (stream.isTTY && shown !== '') stream.write('\r\x1b[2K')
      if (stream.isTTY) shown = ''
    },
    done() {
      write()
      if (stream.isTTY && shown !== '') stream.write('\n')
      latest = shown = ''
    },
  }
}
