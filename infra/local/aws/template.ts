import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import * as v from 'valibot'
import type { FunctionConfig } from './container.ts'
import type { Mapping } from './event-source.ts'
import { NO_VALUE, resolve, type Scope } from './intrinsics.ts'
import { ACCOUNT, functionArn, queueArn, REGION, secretArn, tableArn } from './names.ts'
import type { TableDefinition } from './table-store.ts'

const Template = v.object({
  Parameters: v.optional(v.record(v.string(), v.object({ Default: v.optional(v.unknown()) })), {}),
  Conditions: v.optional(v.record(v.string(), v.unknown()), {}),
  Resources: v.record(v.string(), v.object({ Type: v.string(), Properties: v.optional(v.unknown(), {}) })),
})

const text = v.pipe(v.union([v.string(), v.number(), v.boolean()]), v.transform(String))

/** SQS takes every attribute as text; names, tags and keys are not for the local queue. */
const Queue = v.pipe(
  v.object({
    VisibilityTimeout: v.optional(text),
    MessageRetentionPeriod: v.optional(text),
    ReceiveMessageWaitTimeSeconds: v.optional(text),
    DelaySeconds: v.optional(text),
    MaximumMessageSize: v.optional(text),
    RedrivePolicy: v.optional(
      v.pipe(
        v.record(v.string(), v.unknown()),
        v.transform(policy => JSON.stringify(policy)),
      ),
    ),
  }),
  v.transform(attributes => Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, value ?? '']))),
)

const Table = v.object({
  KeySchema: v.array(v.object({ AttributeName: v.string(), KeyType: v.string() })),
  AttributeDefinitions: v.array(v.object({ AttributeName: v.string(), AttributeType: v.string() })),
})

const Lambda = v.object({
  Handler: v.string(),
  Timeout: v.optional(v.number(), 3),
  MemorySize: v.optional(v.number(), 128),
  ReservedConcurrentExecutions: v.optional(v.number()),
  LoggingConfig: v.optional(v.object({ LogFormat: v.optional(v.picklist(['Text', 'JSON']), 'Text') })),
  Environment: v.optional(v.object({ Variables: v.record(v.string(), text) })),
})

const EventSourceMapping = v.object({
  EventSourceArn: v.string(),
  FunctionName: v.string(),
  BatchSize: v.optional(v.number(), 10),
  MaximumBatchingWindowInSeconds: v.optional(v.number(), 0),
  FunctionResponseTypes: v.optional(v.array(v.string()), []),
  ScalingConfig: v.optional(v.object({ MaximumConcurrency: v.number() })),
})

const Route = v.object({ RouteKey: v.string(), Target: v.string() })
const Integration = v.object({ IntegrationUri: v.string(), TimeoutInMillis: v.optional(v.number(), 30_000) })

/** What a template asks for. Everything has its logical id for a name. */
export type Parts = {
  functions: (FunctionConfig & { reservedConcurrency: number | undefined })[]
  queues: { name: string; attributes: Record<string, string> }[]
  tables: TableDefinition[]
  routes: { routeKey: string; functionName: string; timeoutMs: number }[]
  mappings: (Mapping & { queueName: string; functionName: string })[]
}

type Local = { taskRoot: string; queueUrl(name: string): string }

/** Without ScalingConfig, Lambda begins with five batches at once. */
const POLLERS = 5

/**
 * Reads a packaged CloudFormation template and resolves its references to the local parts: queues at `queueUrl(name)`,
 * bundles below `taskRoot`. Throws if the file is missing, or refers to what neither it nor the local stack has.
 */
export async function readTemplate(file: string, local: Local): Promise<Parts> {
  if (!existsSync(file)) throw new Error(`There is no packaged template at ${file}: run npm run package first.`)
  const template = v.parse(Template, JSON.parse(await readFile(file, 'utf8')))
  const scope = scopeOf(template, local)

  const resources = <S extends v.GenericSchema>(type: string, schema: S) =>
    Object.entries(template.Resources)
      .filter(([, { Type }]) => Type === type)
      .map(([name, { Properties }]) => ({ name, is: v.parse(schema, resolve(Properties, scope)) }))

  const functions = resources('AWS::Lambda::Function', Lambda)
  const queues = resources('AWS::SQS::Queue', Queue)
  const integrations = resources('AWS::ApiGatewayV2::Integration', Integration)

  return {
    functions: functions.map(({ name, is }) => ({
      name,
      taskRoot: local.taskRoot,
      handler: is.Handler,
      timeoutMs: is.Timeout * 1000,
      memoryMb: is.MemorySize,
      logFormat: is.LoggingConfig?.LogFormat ?? 'Text',
      environment: is.Environment?.Variables ?? {},
      reservedConcurrency: is.ReservedConcurrentExecutions,
    })),
    queues: queues.map(({ name, is }) => ({ name, attributes: is })),
    tables: resources('AWS::DynamoDB::Table', Table).map(({ name, is }) => ({ TableName: name, ...is })),
    routes: resources('AWS::ApiGatewayV2::Route', Route).map(({ is }) => {
      const integration = pick(integrations, ({ name }) => is.Target === `integrations/${name}`, is.Target).is
      const { IntegrationUri: uri, TimeoutInMillis: timeoutMs } = integration
      return { routeKey: is.RouteKey, functionName: pick(functions, calledBy(uri), uri).name, timeoutMs }
    }),
    mappings: resources('AWS::Lambda::EventSourceMapping', EventSourceMapping).map(({ is }) => ({
      queueName: pick(queues, ({ name }) => queueArn(name) === is.EventSourceArn, is.EventSourceArn).name,
      functionName: pick(functions, calledBy(is.FunctionName), is.FunctionName).name,
      queueArn: is.EventSourceArn,
      batchSize: is.BatchSize,
      windowSeconds: is.MaximumBatchingWindowInSeconds,
      maximumConcurrency: is.ScalingConfig?.MaximumConcurrency ?? POLLERS,
      reportsItems: is.FunctionResponseTypes.includes('ReportBatchItemFailures'),
    })),
  }
}

/** A function is called by its name, its ARN, or a URI that has the ARN in it. */
const calledBy =
  (uri: string) =>
  ({ name }: { name: string }) =>
    uri === name || uri.split('/').includes(functionArn(name))

function pick<T>(list: readonly T[], is: (item: T) => boolean, what: string): T {
  const found = list.find(is)
  if (found === undefined) throw new Error(`The template refers to ${what}, which it does not have.`)
  return found
}

/** What Ref and Fn::GetAtt mean, by type: as in "Return values" of each resource. */
const VALUES: Record<string, (name: string, local: Local) => Record<string, string>> = {
  'AWS::SQS::Queue': (name, local) => ({
    Ref: local.queueUrl(name),
    Arn: queueArn(name),
    QueueName: name,
    QueueUrl: local.queueUrl(name),
  }),
  'AWS::DynamoDB::Table': name => ({ Ref: name, Arn: tableArn(name) }),
  'AWS::SecretsManager::Secret': name => ({ Ref: secretArn(name), Id: secretArn(name) }),
  'AWS::Lambda::Function': name => ({ Ref: name, Arn: functionArn(name) }),
}

const PSEUDO: Record<string, string | symbol> = {
  'AWS::NoValue': NO_VALUE,
  'AWS::Region': REGION,
  'AWS::AccountId': ACCOUNT,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
  'AWS::StackName': 'local',
}

function scopeOf(template: v.InferOutput<typeof Template>, local: Local): Scope {
  // Roles, buckets and the like are not there locally, but what is there refers to them: their names must do.
  const getAtt = (name: string, attribute: string) => {
    const resource = template.Resources[name]
    if (!resource) throw new Error(`The template refers to ${name}, which it does not have.`)
    const values = VALUES[resource.Type]?.(name, local) ?? { Ref: name }
    return values[attribute] ?? `${name}.${attribute}`
  }
  const scope: Scope = {
    getAtt,
    ref: name => PSEUDO[name] ?? template.Parameters[name]?.Default ?? getAtt(name, 'Ref'),
    condition: name => {
      if (!(name in template.Conditions))
        throw new Error(`The template asks for ${name}, a condition it does not have.`)
      return resolve(template.Conditions[name], scope) === true
    },
  }
  return scope
}
