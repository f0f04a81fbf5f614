import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const osls = fileURLToPath(import.meta.resolve('osls/bin/serverless.js'))

/**
 * Renders the CloudFormation template and the zips of the service in `folder` (serverless.yml, infra/, dist/) into
 * `<folder>/.serverless`. Needs neither network nor credentials. `options` are those of osls: `--stage`, `--region`, `--param`.
 * Rejects with what osls said if it refuses.
 */
export const renderService = async (folder: string, options: readonly string[] = []): Promise<void> => {
  // osls keeps its compiled schema in the home directory unless told otherwise.
  const env = { ...process.env, SLS_SCHEMA_CACHE_BASE_DIR: join(import.meta.dirname, '../node_modules/.cache/osls') }
  const child = spawn(process.execPath, [osls, 'package', ...options], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => said.push(String(chunk)))
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`osls package failed:\n${said.join('')}`)
}
