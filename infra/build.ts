/** The command `npm run build`: dist/http and dist/queue, one bundle a function. */
import { join } from 'node:path'
import { buildFunctions } from './package-project.ts'
import { showSizes } from './show-sizes.ts'

console.log(showSizes(await buildFunctions(join(import.meta.dirname, '..'))))
