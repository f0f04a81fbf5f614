import * as v from 'valibot'
import { vi } from 'vitest'

/** What is written to the log from now on: JSON lines, to stdout and stderr. */
export function captureOutput(): Record<string, unknown>[] {
  const lines: Record<string, unknown>[] = []
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation(text => {
      lines.push(v.parse(v.record(v.string(), v.unknown()), JSON.parse(String(text))))
      return true
    })
  }
  return lines
}
