import { createRequire } from 'node:module'
import * as v from 'valibot'

const require = createRequire(import.meta.url)

/** Of every command of the AWS command line. */
const GLOBAL = ['query', 'output', 'region', 'profile']

/** What the AWS command line has beyond the operations of a service, as its own pages list it. */
const CUSTOM: Readonly<Record<string, readonly string[]>> = {
  'logs tail': ['since', 'follow', 'format', 'filter-pattern', 'log-stream-names', 'log-stream-name-prefix'],
}

/** An operation of a client, and its input: names of members at the fifth place of a structure. */
const Operation = v.looseObject({
  schema: v.pipe(
    v.looseTuple([v.number(), v.string(), v.string(), v.unknown(), v.function()]),
    v.transform(([, , , , input]) => input()),
    v.looseTuple([v.number(), v.string(), v.string(), v.unknown(), v.array(v.string())]),
    v.transform(([, , , , members]) => members),
  ),
})
const Constructor = v.custom<new (input: object) => unknown>(value => typeof value === 'function')

const bare = (name: string) => name.replaceAll('-', '').toLowerCase()

/** What is wrong with a command of the AWS command line: service, operation and options, by the SDK's client. */
export function checkAws([service = '', operation = '', ...words]: readonly string[]): string[] {
  const known = optionsOf(service, operation, words)
  if (known === undefined) return [`aws ${service} ${operation}`]
  const given = words.filter(word => word.startsWith('--')).map(word => word.slice(2))
  const all = new Set([...known, ...GLOBAL].map(bare))
  return given.filter(name => !all.has(bare(name)) && !all.has(bare(name.replace(/^no-/, ''))))
}

function optionsOf(service: string, operation: string, words: readonly string[]): readonly string[] | undefined {
  const custom = CUSTOM[`${service} ${operation}`]
  if (custom) return custom
  const client = openClient(service)
  if (operation === 'wait') {
    const names = Object.keys(client).map(bare)
    // A waiter takes what the operation takes that it repeats, which its name does not tell.
    const options = words.filter(word => word.startsWith('--')).map(word => word.slice(2))
    return names.includes(bare(`waitUntil${words[0] ?? ''}`)) ? options : undefined
  }
  const name = Object.keys(client).find(one => bare(one) === bare(`${operation}Command`))
  return name === undefined ? undefined : v.parse(Operation, new (v.parse(Constructor, client[name]))({})).schema
}

/** Some clients are not of this project but of osls; a service without any is unknown. */
function openClient(service: string): Record<string, unknown> {
  const name = { logs: 'cloudwatch-logs', secretsmanager: 'secrets-manager' }[service] ?? service
  try {
    return v.parse(v.record(v.string(), v.unknown()), require(`@aws-sdk/client-${name}`))
  } catch {
    return {}
  }
}
