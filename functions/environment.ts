import * as v from 'valibot'

/** A variable that must be a decimal number within bounds, without sign or exponent; its unit is in its name. */
const decimal = (least: number, most: number) =>
  v.pipe(
    v.string(),
    v.regex(/^\d+(\.\d+)?$/, `must be a number from ${least} to ${most}`),
    v.transform(Number),
    v.check(value => value >= least && value <= most, `must be a number from ${least} to ${most}`),
  )

const isLoopback = (host: string) => host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host)

/** https, or http to this very machine, and nothing behind the host: the path is signed as it is sent. */
const baseUrl = v.pipe(
  v.string(),
  v.check(text => {
    const url = URL.parse(text)
    if (url?.pathname !== '/' || url.search || url.hash || url.username || url.password) return false
    return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))
  }, 'must be an https URL without path (http only on loopback)'),
  v.transform(text => new URL(text).origin),
)

/** Wherever the SDK's own AWS_ENDPOINT_URL leads, a queue is named by its URL; emulators write it with http. */
const queueUrl = v.pipe(
  v.string(),
  v.check(text => /^https?:\/\/[^/\s]+\/\S+$/.test(text) && URL.canParse(text), 'must be the URL of a queue'),
)

/** An id, an ARN, or an alias by its name or ARN. */
const kmsKey = v.pipe(
  v.string(),
  v.regex(
    /^(arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:)?(alias\/[\w/-]{1,250}|key\/[\w-]{1,64})$|^[\w-]{1,64}$/,
    'must be the ID, the ARN or an alias (alias/…) of a KMS key',
  ),
)

const given = v.pipe(v.string(), v.nonEmpty('must not be empty'))

/** DESIGN section 7, "Environment of the functions". */
const Environment = v.object({
  WECHATPAY_SECRET_ID: given,
  WECHATPAY_BASE_URL: v.optional(baseUrl, 'https://api.mch.weixin.qq.com'),
  WECHATPAY_BACKUP_BASE_URL: v.optional(v.union([v.literal('none'), baseUrl]), 'https://api2.mch.weixin.qq.com'),
  WECHATPAY_RATE_PER_SECOND: v.optional(decimal(0.1, 1_000), '5'),
  WECHATPAY_TIMEOUT_MS: v.optional(decimal(100, 15_000), '10000'),
  WECHATPAY_SIGNING_KEY_ID: v.optional(kmsKey),
  WECHATPAY_DECRYPTION_KEY_ID: v.optional(kmsKey),
  STATE_TABLE_NAME: given,
  IMPORT_QUEUE_URL: v.optional(queueUrl),
  DEAD_LETTER_QUEUE_URL: v.optional(queueUrl),
})

export type Environment = v.InferOutput<typeof Environment>

/** What is wrong with the environment: each variable by name with its rule, never its value. */
export class ConfigurationError extends Error {
  readonly faults: readonly string[]

  constructor(faults: readonly string[]) {
    super(`The environment cannot be used: ${faults.join('; ')}.`)
    this.name = 'ConfigurationError'
    this.faults = faults
  }
}

/** Reads the environment once; throws a ConfigurationError that names every fault. */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>>): Environment {
  const unknown = Object.keys(variables)
    .filter(name => name.startsWith('WECHATPAY_') && !(name in Environment.entries))
    .map(name => `${name} is unknown: remove it or correct its name`)
  const read = v.safeParse(Environment, variables)
  const lonely = variables['WECHATPAY_DECRYPTION_KEY_ID'] && !variables['WECHATPAY_SIGNING_KEY_ID']
  const faults = [
    ...unknown,
    ...(read.success ? [] : read.issues.map(describe)),
    ...(lonely ? ['WECHATPAY_DECRYPTION_KEY_ID needs WECHATPAY_SIGNING_KEY_ID beside it'] : []),
  ]
  if (!read.success || faults.length > 0) throw new ConfigurationError(faults)
  return read.output
}

function describe(issue: v.BaseIssue<unknown>): string {
  const name = v.getDotPath(issue) ?? 'environment'
  return issue.received === 'undefined' ? `${name} is required` : `${name} ${ruleOf(issue)}`
}

/** Of a union the rule of its last option speaks for all; valibot's own sentences would show the value. */
function ruleOf(issue: v.BaseIssue<unknown>): string {
  const nested = issue.issues?.at(-1)
  return nested ? `${ruleOf(nested)}, or none` : issue.message
}
