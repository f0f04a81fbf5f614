import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

const MAIN = join(import.meta.dirname, '../../../cli/main.ts')
/** Those of the script in package.json: V8 would rather take more memory than collect garbage. */
const FLAGS = ['--max-semi-space-size=1', '--max-old-space-size=128']

export type Ran = { code: number | null; signal: NodeJS.Signals | null; stdout: string; stderr: string }

export type Running = {
  pid: number
  /** What was written so far. */
  stdout(): string
  stderr(): string
  /** Settles when the process is gone. */
  ended: Promise<Ran>
  /** To the whole process group, as a terminal and the kernel's out-of-memory killer may do. */
  kill(signal: NodeJS.Signals): void
}

/** Starts the operator's command as the leader of a process group of its own, in `folder`, where its state is then. */
export function start(folder: string, words: readonly string[], environment: Record<string, string> = {}): Running {
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], ...environment }
  const child = spawn(process.execPath, [...FLAGS, MAIN, ...words], {
    cwd: folder,
    env,
    detached: true,
  })
  child.stdin.end()
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', chunk => {
    stdout += chunk
  })
  child.stderr.on('data', chunk => {
    stderr += chunk
  })
  const { pid } = child
  if (pid === undefined) throw new Error('The command did not start.')
  return {
    pid,
    stdout: () => stdout,
    stderr: () => stderr,
    ended: once(child, 'close').then(([code, signal]) => ({ code, signal, stdout, stderr })),
    kill(signal) {
      try {
        process.kill(-pid, signal)
      } catch {
        // It has ended by itself.
      }
    },
  }
}

/** Runs the operator's command to its end. */
export async function run(
  folder: string,
  words: readonly string[],
  environment: Record<string, string> = {},
): Promise<Ran> {
  return await start(folder, words, environment).ended
}
