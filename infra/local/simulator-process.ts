import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'

const Started = v.object({ url: v.string(), secrets: v.object({ partner: v.string(), brand: v.string() }) })

/** What this machine keeps is below the project, out of version control. */
const STATE = join(import.meta.dirname, '../../.member-import')

export type SimulatorProcess = v.InferOutput<typeof Started> & { close(): Promise<void> }

/**
 * The simulator in a process of its own, as WeChat Pay is another machine: what happens here must not disturb the
 * moments at which it counts. `args` as of `npm run simulator`. Rejects with its exit code if it does not start.
 */
export async function startSimulatorProcess(args: readonly string[] = []): Promise<SimulatorProcess> {
  await mkdir(STATE, { recursive: true, mode: 0o700 })
  const folder = await mkdtemp(join(STATE, 'simulator-'))
  const child = fork(
    join(import.meta.dirname, 'simulator.ts'),
    ['--secret-file', join(folder, 'credential.json'), ...args],
    { env: { PATH: process.env.PATH, PORT: '0' }, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] },
  )
  const started = await Promise.race([once(child, 'message'), once(child, 'exit')])
  const { url, secrets } = v.parse(Started, started[0])
  return {
    url,
    secrets,
    async close() {
      if (child.connected) {
        child.disconnect()
        await once(child, 'exit')
      }
      await rm(folder, { recursive: true, force: true })
    },
  }
}
