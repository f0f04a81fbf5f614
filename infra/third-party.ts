/** The command `npm run third-party`: builds, and writes docs/third-party.md anew. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describePackages, listPackages } from './list-packages.ts'
import { buildFunctions, FUNCTIONS } from './package-project.ts'

const root = join(import.meta.dirname, '..')
await buildFunctions(root)
const metafiles = await Promise.all(
  FUNCTIONS.map(async name => JSON.parse(await readFile(join(root, `dist/${name}/metafile.json`), 'utf8'))),
)
await writeFile(join(root, 'docs/third-party.md'), describePackages(listPackages(metafiles, root)))
console.log('docs/third-party.md is written.')
