import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build, type Plugin } from 'esbuild'
import { modulesOf } from '../../infra/modules-of.ts'

const root = join(import.meta.dirname, '../..')

/** What runs on one machine calls emulators there, and no AWS. */
const withoutLocalStack: Plugin = {
  name: 'without-local-stack',
  setup({ onResolve }) {
    onResolve({ filter: /infra\/local\// }, ({ path }) => ({ path, external: true }))
  },
}

/** A command of the SDK inside a bundle; esbuild leaves out those that nothing can call. */
const COMMAND = /@aws-sdk\/client-([\w-]+)\/dist-es\/commands\/(\w+)Command\.js$/

/** What the SDK brings along. DescribeEndpoints finds other endpoints of DynamoDB where a client asks for it; none does. */
const BROUGHT = new Set(['dynamodb:DescribeEndpoints'])

/** Commands that IAM knows under the name of another action. */
const ACTIONS: Readonly<Record<string, string>> = {
  'sqs:ChangeMessageVisibilityBatch': 'sqs:ChangeMessageVisibility',
  'sqs:SendMessageBatch': 'sqs:SendMessage',
}

const SERVICES: Readonly<Record<string, string>> = { 'secrets-manager': 'secretsmanager' }

/** A transaction needs the rights of what is written in it. */
const WRITES = { Put: 'PutItem', Update: 'UpdateItem', Delete: 'DeleteItem', ConditionCheck: 'ConditionCheckItem' }

/** The IAM actions that a bundle of `entry` can ask for, by the code that esbuild leaves in it. */
export async function bundleCalls(entry: string): Promise<Set<string>> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    write: false,
    metafile: true,
    outdir: 'out',
    format: 'esm',
    // Otherwise a module that is imported late stays whole.
    splitting: true,
    platform: 'node',
    mainFields: ['module', 'main'],
    minify: true,
    plugins: [withoutLocalStack],
    logLevel: 'error',
  })
  const files = modulesOf(metafile).flatMap(({ path, bytes }) => (bytes > 0 ? [path] : []))
  const calls = new Set(
    files.flatMap(file => {
      const [, service = '', command = ''] = COMMAND.exec(file) ?? []
      const call = `${SERVICES[service] ?? service}:${command}`
      return command === '' || BROUGHT.has(call) ? [] : [ACTIONS[call] ?? call]
    }),
  )
  if (!calls.delete('dynamodb:TransactWriteItems')) return calls
  for (const file of files.filter(file => !file.includes('node_modules/'))) {
    const source = await readFile(join(root, file), 'utf8')
    for (const [name, action] of Object.entries(WRITES)) {
      if (new RegExp(`\\b${name}: \\{`).test(source)) calls.add(`dynamodb:${action}`)
    }
  }
  return calls
}
