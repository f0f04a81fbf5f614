/** The command `npm run package`: builds, and makes template and zips, ready to deploy, under .serverless/. */
import { join } from 'node:path'
import './build.ts'
import { renderService } from './render.ts'

const root = join(import.meta.dirname, '..')

await renderService(root)
console.log('.serverless/cloudformation-template-update-stack.json, http.zip and queue.zip are ready.')
