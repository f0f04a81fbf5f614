import type { Context } from '../../cli/context.ts'
import { createIo } from '../../cli/output/io.ts'

/** A command's surroundings without a process: time moves by sleeping alone, and what is written is kept. */
export function makeContext(more: Partial<Context> & { begunAt?: number } = {}) {
  const written = { stdout: '', stderr: '' }
  const stream = (name: keyof typeof written) => ({
    isTTY: false,
    write(text: string | Uint8Array) {
      written[name] += text
      return true
    },
  })
  const abort = new AbortController()
  let time = more.begunAt ?? Date.parse('2026-03-01T00:00:00Z')
  const now = () => time
  const context: Context = {
    io: createIo({ stdout: stream('stdout'), stderr: stream('stderr') }, false, now),
    isTerminal: false,
    signal: abort.signal,
    stop: reason => abort.abort(reason),
    folder: '/nowhere',
    stateFolder: '/nowhere/.member-import',
    environment: {},
    now,
    async sleep(ms) {
      time += ms
    },
    ...more,
  }
  return { context, written, now }
}
