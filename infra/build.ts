/** The command `npm run build`: dist/http and dist/queue, one bundle a function. */
import { join } from 'node:path'
import product from '../package.json' with { type: 'json' }
import { bundleFunction } from './bundle.ts'

const root = join(import.meta.dirname, '..')
const kilobytes = (bytes: number) => `${(bytes / 1024).toFixed(0)} kB`.padStart(10)

console.log(`${'bundle'.padEnd(24)}${'size'.padStart(10)}${'gzipped'.padStart(10)}`)
for (const name of ['http', 'queue']) {
  const size = await bundleFunction(join(root, `functions/${name}.ts`), join(root, `dist/${name}`), product.version)
  console.log(`dist/${name}/index.cjs`.padEnd(24) + kilobytes(size.bytes) + kilobytes(size.gzipBytes))
}
