/**
 * The command `npm run package`: builds, and makes template and zips, ready to deploy, under .serverless/. What follows
 * `--` goes to osls: `npm run package -- --stage prod --region cn-north-1`.
 */
import { join } from 'node:path'
import { packageProject } from './package-project.ts'
import { showSizes } from './show-sizes.ts'

console.log(showSizes(await packageProject(join(import.meta.dirname, '..'), process.argv.slice(2))))
console.log('.serverless/cloudformation-template-update-stack.json, http.zip and queue.zip are ready.')
