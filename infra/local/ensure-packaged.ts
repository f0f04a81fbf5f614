import { globSync, mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { EmbeddedError } from './embedded-error.ts'
import { lockFile } from './lock-file.ts'

const ROOT = join(import.meta.dirname, '../..')
const SOURCES = ['functions/**', 'infra/*.{ts,yml}', 'serverless.yml', 'package.json']
const OUTPUTS = [
  'dist/packaged',
  'dist/http/index.cjs',
  'dist/queue/index.cjs',
  '.serverless/cloudformation-template-update-stack.json',
]
/** Packaging takes some seconds; another command may be at it. */
const LOCK_WAIT_MS = 120_000

/**
 * Packages the project unless that was done since its sources changed; two at once do it one after the other. `make` is
 * `packageProject`. Rejects with `packaging_failed`.
 */
export async function ensurePackaged(root = ROOT, make = packageProject): Promise<void> {
  if (isPackaged(root)) return
  try {
    mkdirSync(join(root, 'dist'), { recursive: true })
    const lock = lockFile(join(root, 'dist/packaging.lock'), LOCK_WAIT_MS)
    try {
      if (!isPackaged(root)) await make(root)
    } finally {
      lock.release()
    }
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause)
    throw new EmbeddedError('packaging_failed', `The functions could not be packaged: ${message}`, MEND, { cause })
  }
}

const MEND = 'Mend what it says and try again: npm run package'

/** The stamp carries the time at which packaging began, so that what changed during it is newer. */
function isPackaged(root: string): boolean {
  const [stamp, ...others] = OUTPUTS.map(file => statSync(join(root, file), { throwIfNoEntry: false })?.mtimeMs)
  if (stamp === undefined || others.includes(undefined)) return false
  return globSync(SOURCES, { cwd: root }).every(file => statSync(join(root, file)).mtimeMs <= stamp)
}

/** Loaded only where it is needed: esbuild takes a while. */
async function packageProject(root: string): Promise<void> {
  const module = await import('../package-project.ts')
  await module.packageProject(root)
}
