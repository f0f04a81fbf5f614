/** The command `npm run member-import -- <command>`. */
import { setTimeout as sleep } from 'node:timers/promises'
import { Interrupted } from './command-error.ts'
import { createIo } from './output/io.ts'
import { run } from './run.ts'

const interrupt = new AbortController()
process.once('SIGINT', () => {
  interrupt.abort(new Interrupted())
  // A second one ends it at once, as nothing is lost by that either.
  process.once('SIGINT', () => process.exit(130))
})
// A reader that has seen enough (`| head`) is no failure.
process.stdout.on('error', error => process.exit('code' in error && error.code === 'EPIPE' ? 0 : 1))

process.exitCode = await run(process.argv.slice(2), quiet => ({
  io: createIo(process, quiet, Date.now),
  isTerminal: process.stderr.isTTY,
  signal: interrupt.signal,
  stop: reason => interrupt.abort(reason),
  folder: process.env['INIT_CWD'] ?? process.cwd(),
  stateFolder: '.member-import',
  environment: process.env,
  now: Date.now,
  async sleep(ms) {
    await sleep(ms, undefined, { signal: interrupt.signal }).catch(() => {
      throw interrupt.signal.reason
    })
  },
}))
