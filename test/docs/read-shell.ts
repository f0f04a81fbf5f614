/** Words that begin or end a part of a script, and run nothing. */
const RESERVED = new Set(['do', 'done', '{', '}'])

type Scanner = { readonly text: string; at: number; heredocs: string[]; commands: string[][] }

/**
 * The simple commands of a shell script, each as its words, quotes taken off, in the order in which they are read; those
 * of `$(…)` before the one that they are in. Of a word with `$(…)` in it `$()` is left. As much of a shell as documents use.
 */
export function readShell(text: string): string[][] {
  const scanner = { text, at: 0, heredocs: [], commands: [] }
  readUntil(scanner, undefined)
  return scanner.commands
}

function readUntil(scanner: Scanner, end: ')' | undefined): void {
  let words: string[] = []
  let word: string | undefined
  let isTarget = false
  const endWord = () => {
    if (word !== undefined && !isTarget) words.push(word)
    if (word !== undefined) isTarget = false
    word = undefined
  }
  const endCommand = () => {
    endWord()
    const run = withoutFrame(words)
    if (run.length > 0) scanner.commands.push(run)
    words = []
  }
  const { text } = scanner
  while (scanner.at < text.length) {
    const rest = text.slice(scanner.at)
    const heredoc = /^<<(['"]?)(\w+)\1/.exec(rest)
    if (rest[0] === end) break
    else if (heredoc) {
      endWord()
      scanner.heredocs.push(heredoc[2] ?? '')
      scanner.at += heredoc[0].length
    } else if (rest.startsWith('\\\n')) scanner.at += 2
    else if (/^[<>]/.test(rest)) {
      endWord()
      isTarget = true
      scanner.at += /^[<>]+/.exec(rest)?.[0].length ?? 1
    } else if (/^[\n;|&]/.test(rest)) {
      endCommand()
      scanner.at += 1
      if (rest.startsWith('\n')) skipHeredocs(scanner)
    } else if (/^[ \t]/.test(rest)) {
      endWord()
      scanner.at += 1
    } else if (rest.startsWith('#') && word === undefined) scanner.at += /^[^\n]*/.exec(rest)?.[0].length ?? 0
    else word = (word ?? '') + readPiece(scanner)
  }
  endCommand()
}

/** A piece of a word: a quoted text, a `$(…)`, or one character. Inside double quotes single ones are characters. */
function readPiece(scanner: Scanner, isQuoted = false): string {
  const { text, at } = scanner
  const single = /^'([^']*)'/.exec(text.slice(at))
  if (single && !isQuoted) {
    scanner.at += single[0].length
    return single[1] ?? ''
  }
  if (text[at] === '"') {
    let inner = ''
    scanner.at += 1
    while (scanner.at < text.length && text[scanner.at] !== '"') inner += readPiece(scanner, true)
    scanner.at += 1
    return inner
  }
  if (text.startsWith('$(', at)) {
    scanner.at += 2
    readUntil(scanner, ')')
    scanner.at += 1
    return '$()'
  }
  scanner.at += text[at] === '\\' ? 2 : 1
  return text[scanner.at - 1] ?? ''
}

function skipHeredocs(scanner: Scanner): void {
  for (const delimiter of scanner.heredocs.splice(0)) {
    const end = scanner.text.indexOf(`\n${delimiter}\n`, scanner.at - 1)
    scanner.at = end === -1 ? scanner.text.length : end + delimiter.length + 2
  }
}

/** Without what stands around a command: assignments, the head of a loop, the head of a function. */
function withoutFrame(words: readonly string[]): string[] {
  if (words[0] === 'for' || words[0] === 'export') return []
  const first = words.findIndex(word => !RESERVED.has(word) && !/^\w+(=|\(\)$)/.test(word))
  return first === -1 ? [] : words.slice(first)
}
