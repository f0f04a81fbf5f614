/** The command `npm run build`: dist/http and dist/queue, one bundle a function. */
import { join } from 'node:path'
import { buildFunctions } from './package-project.ts'
import { showPackages, showSizes } from './show-sizes.ts'

const sizes = await buildFunctions(join(import.meta.dirname, '..'))
console.log(`${showSizes(sizes)}\n\n${showPackages(sizes)}`)
