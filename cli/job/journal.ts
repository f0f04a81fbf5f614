import { appendFileSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, truncateSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * What this machine has queued of a job, so that the same command goes on where it stopped.
 *
 *     for a row            send to SQS  ->  `q 17`                       a crash between: sent again, which the ledger bears
 *     for one reopened     `r 17`  ->  reopen in the table  ->  send  ->  `q 17`       a crash anywhere repeats what is left
 *
 * One append a line; a last line that a crash tore is cut off. Lost, or made on another machine, it costs messages sent
 * twice and nothing else: a row that has ended is acknowledged without a call.
 */
export type Journal = {
  isQueued(row: number): boolean
  /** SQS has taken these rows. */
  queued(rows: readonly number[]): void
  /** A row that had ended is about to be opened again. */
  reopening(row: number): void
  close(): void
}

/** `run` names the job's record in the table: a journal of another one, or of none, says nothing. */
export function openJournal(file: string, run: string, rows: number): Journal {
  const queued = new Uint8Array(rows + 1)
  const head = `run ${run}`
  const text = existsSync(file) ? readFileSync(file, 'latin1') : ''
  const whole = text.slice(0, text.lastIndexOf('\n') + 1)
  const goesOn = whole.startsWith(`${head}\n`)
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  if (goesOn) {
    for (const line of whole.split('\n')) replay(queued, line)
    truncateSync(file, whole.length)
  }
  const descriptor = openSync(file, goesOn ? 'a' : 'w', 0o600)
  if (!goesOn) appendFileSync(descriptor, `${head}\n`)

  return {
    isQueued: row => queued[row] === 1,
    queued(taken) {
      for (const row of taken) queued[row] = 1
      appendFileSync(descriptor, `q ${taken.join(' ')}\n`)
    },
    reopening(row) {
      queued[row] = 0
      appendFileSync(descriptor, `r ${row}\n`)
    },
    close: () => closeSync(descriptor),
  }
}

function replay(queued: Uint8Array, line: string): void {
  const [what, ...rows] = line.split(' ')
  if (what !== 'q' && what !== 'r') return
  for (const row of rows) queued[Number(row)] = what === 'q' ? 1 : 0
}
