import { fork } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { EmbeddedError } from './embedded-error.ts'
import { type Address, type HostOptions, Started } from './host-protocol.ts'

export type StartedHost = {
  address: Address
  /** From here on the host lives for those who are connected to it. */
  letGo(): void
}

/**
 * Starts a host in a process of its own, of the same process group. Rejects with the reason if it does not start:
 * `folder_in_use` where another one holds the folder.
 */
export async function startHost(options: HostOptions): Promise<StartedHost> {
  const log = openSync(join(options.folder, 'host.log'), 'a', 0o600)
  const child = fork(join(import.meta.dirname, 'stack-host.ts'), [], {
    // What this machine's user has set for AWS or for Node is not for the local stack.
    env: { PATH: process.env.PATH },
    execArgv: [],
    stdio: ['ignore', log, log, 'ipc'],
  })
  closeSync(log)
  child.send(options)
  const [message]: unknown[] = await Promise.race([once(child, 'message'), once(child, 'exit')])
  const started = v.safeParse(Started, message)
  if (started.success && 'ready' in started.output) {
    return {
      address: started.output.ready,
      letGo() {
        if (child.connected) child.disconnect()
        child.unref()
      },
    }
  }
  const failure = started.success && 'failed' in started.output ? started.output.failed : undefined
  throw failure
    ? new EmbeddedError(failure.code, failure.message, failure.mend)
    : new EmbeddedError(
        'host_failed',
        'The process of the embedded stack ended as it began.',
        `See host.log in ${options.folder}.`,
      )
}
