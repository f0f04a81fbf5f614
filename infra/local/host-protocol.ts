import * as v from 'valibot'
import { EMBEDDED_CODES } from './embedded-error.ts'

/** What a stack is started with, as far as two commands must agree on it. */
export const Settings = v.object({
  /** `partner` or `brand` of the simulator, or the SHA-256 of the credential that calls WeChat Pay itself. */
  credential: v.string(),
  simulator: v.array(v.string()),
  environment: v.record(v.string(), v.string()),
})
export type Settings = v.InferOutput<typeof Settings>

/** The options of the host process, sent to it by its starter; `secret` absent: with the simulator. */
export const HostOptions = v.object({
  folder: v.string(),
  secret: v.optional(v.string()),
  credential: v.picklist(['partner', 'brand']),
  settings: Settings,
  root: v.optional(v.string()),
})
export type HostOptions = v.InferOutput<typeof HostOptions>

/** Where a host listens for commands; only who can read its folder knows the token. */
export const Address = v.object({ pid: v.number(), port: v.number(), token: v.string() })
export type Address = v.InferOutput<typeof Address>

const Client = v.object({
  endpoint: v.string(),
  region: v.string(),
  credentials: v.object({ accessKeyId: v.string(), secretAccessKey: v.string() }),
})

export const Endpoints = v.object({
  apiUrl: v.string(),
  queueUrl: v.string(),
  deadLetterQueueUrl: v.string(),
  tableName: v.string(),
  secretId: v.string(),
  dynamodb: Client,
  sqs: Client,
  simulatorUrl: v.optional(v.string()),
})
export type Endpoints = v.InferOutput<typeof Endpoints>

const Failure = v.object({
  code: v.picklist(EMBEDDED_CODES),
  message: v.string(),
  mend: v.string(),
})

/** The first line of a command on the control connection. `works` false: it only looks, and no message need move. */
export const Hello = v.object({ token: v.string(), settings: Settings, works: v.boolean() })

/** A line of the host: the answer to the hello, later perhaps why it ends. */
export const Told = v.union([
  v.object({ welcome: Endpoints }),
  v.object({ differs: v.array(v.string()) }),
  v.object({ ending: Failure }),
])
export type Told = v.InferOutput<typeof Told>

/** The host to its starter. */
export const Started = v.union([v.object({ ready: Address }), v.object({ failed: Failure })])

/** Names, never values, of the settings in which a command differs from the host that runs. */
export function differences(running: Settings, asked: Settings): string[] {
  const names = [...new Set([...Object.keys(running.environment), ...Object.keys(asked.environment)])].sort()
  return [
    ...(running.credential === asked.credential ? [] : ['the credential']),
    ...(JSON.stringify(running.simulator) === JSON.stringify(asked.simulator) ? [] : ['the options of the simulator']),
    ...names.filter(name => running.environment[name] !== asked.environment[name]),
  ]
}
