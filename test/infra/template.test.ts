import { spawnSync } from 'node:child_process'
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { loadAwsServiceSpec } from '@aws-cdk/aws-service-spec'
import * as v from 'valibot'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { ROUTE_KEYS } from '../../functions/api/route.ts'
import { renderService } from '../../infra/render.ts'
import { findTemplateFaults } from './find-template-faults.ts'
import { copyProject } from './render-project.ts'
import { readTemplate, Template } from './template.ts'

const root = join(import.meta.dirname, '../..')
const functions = ['Http', 'Queue']
let folder = ''
let template: Template

beforeAll(async () => {
  folder = await copyProject()
  await mkdir(join(folder, 'home'))
  vi.stubEnv('HOME', join(folder, 'home'))
  vi.stubEnv('USERPROFILE', join(folder, 'home'))
  await renderService(folder)
  vi.unstubAllEnvs()
  template = await readTemplate(folder)
}, 60_000)

afterAll(() => rm(folder, { recursive: true, force: true }))

const properties = (id: string) => template.Resources[id]?.Properties
const ofType = (type: string) =>
  Object.entries(template.Resources)
    .filter(([, resource]) => resource.Type === type)
    .map(([id, resource]) => ({ id, ...resource.Properties }))

/** A value that is there where the condition holds. */
const given = (condition: string, value: string) => ({ 'Fn::If': [condition, value, { Ref: 'AWS::NoValue' }] })

describe('rendering', () => {
  test('leaves nothing in the home directory', async () => {
    expect(await readdir(join(folder, 'home'))).toEqual([])
  })

  test.each(['http', 'queue'])('puts the %s bundle, and nothing else, into its zip', async name => {
    const zip = await readFile(join(folder, '.serverless', `${name}.zip`), 'latin1')
    const [, ...entries] = zip.split('PK\x01\x02')
    expect(entries).toEqual([expect.stringContaining(`dist/${name}/index.cjs`)])
  })

  test('refuses a mistake in serverless.yml, and says where', async () => {
    const broken = join(folder, 'broken')
    await mkdir(broken)
    const yaml = await readFile(join(folder, 'serverless.yml'), 'utf8')
    await writeFile(join(broken, 'serverless.yml'), yaml.replace('versionFunctions', 'versionFunction'))
    await cp(join(folder, 'infra'), join(broken, 'infra'), { recursive: true })
    await expect(renderService(broken)).rejects.toThrow("unrecognized property 'versionFunction'")
  }, 60_000)
})

describe('the template', () => {
  test('is one that CloudFormation accepts', async () => {
    expect(findTemplateFaults(await loadAwsServiceSpec(), template)).toEqual([])
  })

  test('gives out the names that an operator needs', () => {
    const names = ['HttpApiUrl', 'ImportQueueUrl', 'DeadLetterQueueUrl', 'StateTableName', 'CredentialSecretArn']
    expect(Object.keys(template.Outputs)).toEqual(expect.arrayContaining(names))
  })

  test('keeps table, queues and secret when the stack goes, and nothing else', () => {
    const kept = Object.entries(template.Resources).filter(([, { DeletionPolicy }]) => DeletionPolicy === 'Retain')
    expect(kept.map(([id]) => id).toSorted()).toEqual([
      'CredentialSecret',
      'DeadLetterQueue',
      'ImportQueue',
      'StateTable',
    ])
    for (const [, resource] of kept) expect(resource).toMatchObject({ UpdateReplacePolicy: 'Retain' })
  })

  test('holds no secret value', () => {
    expect(Object.keys(properties('CredentialSecret') ?? {})).toEqual(['Description'])
  })

  test('keys the table by pk and sk, and lets items expire', () => {
    expect(properties('StateTable')).toMatchObject({
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      TimeToLiveSpecification: { AttributeName: 'expires_at', Enabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    })
  })
})

describe('what was kept can be taken in again, by docs/deploy.md', () => {
  test('with a template that stands alone, and the names of all that is in it', async () => {
    const page = await readFile(join(root, 'docs/deploy.md'), 'utf8')
    const [, script = ''] = /\nnode -e '(.*)' < \.serverless/.exec(page) ?? []
    const input = await readFile(join(folder, '.serverless/cloudformation-template-update-stack.json'))
    const { stdout, stderr } = spawnSync(process.execPath, ['-e', script], { input, encoding: 'utf8' })
    expect(stderr).toBe('')
    const kept = v.parse(Template, { Outputs: {}, ...JSON.parse(stdout) })
    expect(findTemplateFaults(await loadAwsServiceSpec(), kept)).toEqual([])
    for (const resource of Object.values(kept.Resources)) expect(resource).toMatchObject({ DeletionPolicy: 'Retain' })

    const [, names = ''] = /<<'EOF'\n([\s\S]*?)\nEOF/.exec(page) ?? []
    const imported = Array.from(JSON.parse(names), one => [Object(one).LogicalResourceId, Object(one).ResourceType])
    expect(Object.fromEntries(imported)).toEqual(
      Object.fromEntries(Object.entries(kept.Resources).map(([id, { Type }]) => [id, Type])),
    )
  })
})

describe('the functions', () => {
  test.each(functions)('%s runs on Node 24, under a role of its own', name => {
    expect(properties(`${name}LambdaFunction`)).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: `dist/${name.toLowerCase()}/index.handler`,
      Role: { 'Fn::GetAtt': [`${name}Role`, 'Arn'] },
    })
  })

  test.each(functions)('%s writes JSON to a log group that is kept for 90 days', name => {
    const lambda = properties(`${name}LambdaFunction`)
    expect(lambda).toMatchObject({ LoggingConfig: { LogFormat: 'JSON' } })
    expect(properties(`${name}LogGroup`)).toMatchObject({
      LogGroupName: `/aws/lambda/${lambda?.['FunctionName']}`,
      RetentionInDays: 90,
    })
  })

  test('get names of things, and no secret, in their environment', () => {
    const shared = {
      WECHATPAY_SECRET_ID: { Ref: 'CredentialSecret' },
      WECHATPAY_RATE_PER_SECOND: '5',
      WECHATPAY_TIMEOUT_MS: '10000',
      STATE_TABLE_NAME: { Ref: 'StateTable' },
      POWERTOOLS_SERVICE_NAME: { Ref: 'AWS::StackName' },
      POWERTOOLS_LOG_LEVEL: 'INFO',
      IMPORT_QUEUE_URL: { Ref: 'ImportQueue' },
      WECHATPAY_SIGNING_KEY_ID: given('HasSigningKey', 'none'),
    }
    expect(properties('HttpLambdaFunction')?.['Environment']).toEqual({
      Variables: { ...shared, WECHATPAY_DECRYPTION_KEY_ID: given('HasDecryptionKey', 'none') },
    })
    expect(properties('QueueLambdaFunction')?.['Environment']).toEqual({
      Variables: { ...shared, DEAD_LETTER_QUEUE_URL: { Ref: 'DeadLetterQueue' } },
    })
  })

  test('have time limits in one line: call < lease < queue function < visibility', () => {
    const environment = Object(properties('QueueLambdaFunction')?.['Environment'])
    const call = Number(environment.Variables.WECHATPAY_TIMEOUT_MS) / 1000
    const lease = 5 + call + 5
    const queueFunction = Number(properties('QueueLambdaFunction')?.['Timeout'])
    const visibility = Number(properties('ImportQueue')?.['VisibilityTimeout'])
    const line = [call, lease, queueFunction, visibility]
    expect(line).toEqual([10, 20, 120, 720])
    expect(line).toEqual(line.toSorted((a, b) => a - b))
    // AWS asks for six times the function's limit, so that a throttled batch is not delivered twice.
    expect(visibility).toBeGreaterThanOrEqual(6 * queueFunction)
  })

  test('have time limits in one line: HTTP answer < HTTP function < API Gateway', () => {
    const [integration] = ofType('AWS::ApiGatewayV2::Integration')
    const gateway = Number(Object(integration).TimeoutInMillis) / 1000
    const httpFunction = Number(properties('HttpLambdaFunction')?.['Timeout'])
    expect([24, httpFunction, gateway]).toEqual([24, 28, 30])
  })
})

describe('the queue', () => {
  test('leaves giving up to the ledger: 14 days, 1000 receives', () => {
    expect(properties('ImportQueue')).toMatchObject({
      MessageRetentionPeriod: 14 * 86_400,
      ReceiveMessageWaitTimeSeconds: 20,
      RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['DeadLetterQueue', 'Arn'] }, maxReceiveCount: 1000 },
    })
    expect(properties('DeadLetterQueue')).toMatchObject({ MessageRetentionPeriod: 14 * 86_400 })
  })

  test('feeds at most two containers, and takes back single messages', () => {
    expect(ofType('AWS::Lambda::EventSourceMapping')).toMatchObject([
      {
        EventSourceArn: { 'Fn::GetAtt': ['ImportQueue', 'Arn'] },
        FunctionName: { 'Fn::GetAtt': ['QueueLambdaFunction', 'Arn'] },
        BatchSize: 50,
        MaximumBatchingWindowInSeconds: 1,
        ScalingConfig: { MaximumConcurrency: 2 },
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      },
    ])
  })
})

test('the roles are open to Lambda only', () => {
  const roles = ofType('AWS::IAM::Role')
  expect(roles.map(role => role.id)).toEqual(['HttpRole', 'QueueRole'])
  for (const role of roles) {
    expect(Object(role).AssumeRolePolicyDocument.Statement).toEqual([
      { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ])
  }
})

test('the routes are those of the API, and one for whatever matches none of them', () => {
  const routes = ofType('AWS::ApiGatewayV2::Route').map(route => Object(route).RouteKey)
  expect(routes.toSorted()).toEqual(['$default', ...ROUTE_KEYS].toSorted())
})

test('the API writes of a request which route, what status and how long; neither path nor query', () => {
  const [stage] = ofType('AWS::ApiGatewayV2::Stage')
  const { DestinationArn, Format } = Object(stage).AccessLogSettings
  expect(DestinationArn).toEqual({ 'Fn::GetAtt': ['HttpApiLogGroup', 'Arn'] })
  expect(JSON.parse(Format)).toEqual({
    requestId: '$context.requestId',
    routeKey: '$context.routeKey',
    status: '$context.status',
    latencyMs: '$context.responseLatency',
  })
  expect(properties('HttpApiLogGroup')).toMatchObject({ RetentionInDays: 90 })
})
