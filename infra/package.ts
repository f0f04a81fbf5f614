/** The command behind `npm run package`: the bundles of dist/ and the template, ready to deploy, under .serverless/. */
import { join } from 'node:path'
import { renderService } from './render.ts'

const root = join(import.meta.dirname, '..')

await renderService(root)
console.log('.serverless/cloudformation-template-update-stack.json, http.zip and queue.zip are ready.')
