/** One calm line on stderr: rewritten in place on a terminal, else a plain line whenever it has changed. */
export function showProgress(stream: Pick<NodeJS.WriteStream, 'isTTY' | 'write'> = process.stderr) {
  let shown = ''
  return {
    update(line: string): void {
      if (line === shown) return
      shown = line
      stream.write(stream.isTTY ? `\r\x1b[2K${line}` : `${line}\n`)
    },
    done(): void {
      if (stream.isTTY && shown !== '') stream.write('\n')
    },
  }
}
