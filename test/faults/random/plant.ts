import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { bundleFunction } from '../../../infra/bundle.ts'
import { FUNCTIONS } from '../../../infra/package-project.ts'
import type { Bug } from '../../checker/planted-bugs.ts'

const ROOT = join(import.meta.dirname, '../../..')
const TEMPLATE = '.serverless'
/** Below the project, so that packages are found; out of version control. */
const STATE = join(ROOT, '.member-import')

/**
 * Builds the functions from a copy of the source with one text replaced. Resolves to the folder, which startStack takes
 * as its root; rejects if the text is not there exactly once.
 */
export async function plant({ file, text, instead }: Bug): Promise<{ root: string; remove(): Promise<void> }> {
  await mkdir(STATE, { recursive: true, mode: 0o700 })
  const root = await mkdtemp(join(STATE, 'planted-'))
  await cp(join(ROOT, 'functions'), join(root, 'functions'), { recursive: true })
  await cp(join(ROOT, TEMPLATE), join(root, TEMPLATE), { recursive: true })
  const source = await readFile(join(root, file), 'utf8')
  const found = source.split(text).length - 1
  if (found !== 1) throw new Error(`${file} has the text ${found} times, in place of once: ${text}`)
  await writeFile(
    join(root, file),
    source.replace(text, () => instead),
  )
  for (const name of FUNCTIONS) {
    await bundleFunction(join(root, `functions/${name}.ts`), join(root, `dist/${name}`), 'planted')
  }
  return { root, remove: () => rm(root, { recursive: true }) }
}
