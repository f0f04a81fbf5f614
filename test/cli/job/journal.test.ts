import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openJournal } from '../../../cli/job/journal.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'journal-'))
  file = join(folder, 'jobs', 'spring.journal')
})
afterEach(() => rmSync(folder, { recursive: true }))

function queuedOf(run: string, rows: number): number[] {
  const journal = openJournal(file, run, rows)
  const found = Array.from({ length: rows }, (_, at) => at + 1).filter(row => journal.isQueued(row))
  journal.close()
  return found
}

function write(run: string, ...steps: ['queued' | 'reopening', number[]][]): void {
  const journal = openJournal(file, run, 30)
  for (const [step, rows] of steps) {
    if (step === 'queued') journal.queued(rows)
    else for (const row of rows) journal.reopening(row)
  }
  journal.close()
}

test('what was queued is known to the next run, and added to', () => {
  write('a', ['queued', [1, 2, 3]])
  write('a', ['queued', [10]])
  expect(queuedOf('a', 12)).toEqual([1, 2, 3, 10])
})

test('a row that is opened again counts as not queued until it is queued again', () => {
  write('a', ['queued', [1, 2]], ['reopening', [2]])
  expect(queuedOf('a', 3)).toEqual([1])
  write('a', ['queued', [2]])
  expect(queuedOf('a', 3)).toEqual([1, 2])
})

test('the journal of another run says nothing, and is written anew', () => {
  write('a', ['queued', [1, 2]])
  write('b', ['queued', [3]])
  expect(queuedOf('b', 4)).toEqual([3])
  expect(queuedOf('a', 4)).toEqual([])
})

describe('a line that a crash tore', () => {
  test.each(['q 4 5', 'q', 'r 1', ''])('%j is passed over, now and later', torn => {
    write('a', ['queued', [1, 2]])
    appendFileSync(file, torn)
    expect(queuedOf('a', 6)).toEqual([1, 2])
    write('a', ['queued', [3]])
    expect(queuedOf('a', 6)).toEqual([1, 2, 3])
  })

  test('of the first line leaves an empty journal', () => {
    write('long-name', ['queued', [1]])
    rmSync(file)
    appendFileSync(file, 'run long')
    expect(queuedOf('long-name', 2)).toEqual([])
  })
})

test('cut anywhere, it never says of a row that it was queued which was not', () => {
  const steps = fc.array(
    fc.tuple(fc.constantFrom('queued' as const, 'reopening' as const), fc.integer({ min: 1, max: 30 })),
  )
  fc.assert(
    fc.property(steps, fc.nat(), (taken, cut) => {
      rmSync(file, { force: true })
      const journal = openJournal(file, 'a', 30)
      const before = [new Set<number>()]
      for (const [step, row] of taken) {
        if (step === 'queued') journal.queued([row])
        else journal.reopening(row)
        const next = new Set(before.at(-1))
        if (step === 'queued') next.add(row)
        else next.delete(row)
        before.push(next)
      }
      journal.close()
      const lines = ['run a', ...taken.map(([step, row]) => `${step === 'queued' ? 'q' : 'r'} ${row}`)]
      const text = lines.map(line => `${line}\n`).join('')
      const kept = text.slice(0, cut % (text.length + 1))
      rmSync(file)
      appendFileSync(file, kept)
      const whole = Math.max(0, kept.split('\n').length - 2)
      expect(queuedOf('a', 30)).toEqual([...(before[whole] ?? [])].sort((a, b) => a - b))
    }),
    { numRuns: 60 },
  )
})
