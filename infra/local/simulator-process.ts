import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'

const Started = v.object({
  url: v.string(),
  secrets: v.object({ partner: v.string(), partner_certificates: v.string(), brand: v.string() }),
})
const Failed = v.object({
  failed: v.object({ message: v.string(), code: v.optional(v.string()), errcode: v.optional(v.number()) }),
})

/** What this machine keeps is below the project, out of version control. */
const STATE = join(import.meta.dirname, '../../.member-import')

export type SimulatorProcess = v.InferOutput<typeof Started> & {
  close(): Promise<void>
  /** Settles when the process has ended. The error says why; it has the `code` and `errcode` of what failed, if any. */
  ended: Promise<Error>
}

/**
 * The simulator in a process of its own, as WeChat Pay is another machine: what happens here must not disturb the
 * moments at which it counts. `args` as of `npm run simulator`; with a `folder` it keeps its state there. Rejects with
 * the error of `ended` if it does not start.
 */
export async function startSimulatorProcess(
  args: readonly string[] = [],
  options: { folder?: string } = {},
): Promise<SimulatorProcess> {
  const home = options.folder ?? (await makeTemporaryFolder())
  const kept = options.folder === undefined ? [] : ['--folder', options.folder]
  const child = fork(
    join(import.meta.dirname, 'simulator.ts'),
    [...kept, '--secret-file', join(home, 'credential.json'), ...args],
    { env: { PATH: process.env.PATH, PORT: '0' }, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] },
  )
  const { started, ended } = watch(child)
  const ready = await Promise.race([started, ended])
  if (ready instanceof Error) throw ready
  return {
    ...ready,
    ended,
    async close() {
      if (child.connected) {
        child.disconnect()
        await once(child, 'exit')
      }
      if (options.folder === undefined) await rm(home, { recursive: true, force: true })
    },
  }
}

function watch(child: ChildProcess) {
  const started = Promise.withResolvers<v.InferOutput<typeof Started>>()
  const ended = Promise.withResolvers<Error>()
  let failure: v.InferOutput<typeof Failed>['failed'] | undefined
  child.on('message', message => {
    if (v.is(Started, message)) started.resolve(message)
    if (v.is(Failed, message)) failure = message.failed
  })
  child.on('error', ended.resolve)
  child.on('exit', (code, signal) => {
    const { message, ...codes } = failure ?? { message: `it ended with ${signal ?? code}` }
    ended.resolve(Object.assign(new Error(`The simulator: ${message}`), codes))
  })
  return { started: started.promise, ended: ended.promise }
}

async function makeTemporaryFolder(): Promise<string> {
  await mkdir(STATE, { recursive: true, mode: 0o700 })
  return await mkdtemp(join(STATE, 'simulator-'))
}
