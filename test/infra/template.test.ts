import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadAwsServiceSpec } from '@aws-cdk/aws-service-spec'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { renderService } from '../../infra/render.ts'
import { findTemplateFaults } from './find-template-faults.ts'
import { readTemplate, type Template } from './template.ts'

const root = join(import.meta.dirname, '../..')
const functions = ['Http', 'Queue']
let folder = ''
let template: Template

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'member-import-template-'))
  await cp(join(root, 'serverless.yml'), join(folder, 'serverless.yml'))
  const filter = (source: string) => source !== join(root, 'infra/local')
  await cp(join(root, 'infra'), join(folder, 'infra'), { recursive: true, filter })
  for (const name of ['http', 'queue']) {
    await mkdir(join(folder, 'dist', name), { recursive: true })
    for (const file of ['index.cjs', 'index.cjs.map', 'metafile.json']) {
      await writeFile(join(folder, 'dist', name, file), '{}')
    }
  }
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

  test('fits every partition: no ARN names one', () => {
    expect(JSON.stringify(template)).not.toMatch(/arn:aws/)
  })

  test('gives out the names that an operator needs', () => {
    const names = ['HttpApiUrl', 'ImportQueueUrl', 'DeadLetterQueueUrl', 'StateTableName', 'CredentialSecretArn']
    expect(Object.keys(template.Outputs)).toEqual(expect.arrayContaining(names))
  })

  test('keeps table and secret when the stack goes, and holds no secret value', () => {
    const kept = { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' }
    expect(template.Resources['StateTable']).toMatchObject(kept)
    expect(template.Resources['CredentialSecret']).toMatchObject(kept)
    expect(Object.keys(properties('CredentialSecret') ?? {})).toEqual(['Description'])
  })

  test('encrypts whatever it stores', () => {
    const queues = ofType('AWS::SQS::Queue')
    expect(queues).toHaveLength(2)
    for (const queue of queues) expect(queue).toMatchObject({ SqsManagedSseEnabled: true })
    expect(ofType('AWS::DynamoDB::Table')).toMatchObject([{ SSESpecification: { SSEEnabled: true } }])
    expect(ofType('AWS::S3::Bucket')).toMatchObject([
      { BucketEncryption: expect.anything(), PublicAccessBlockConfiguration: { BlockPublicAcls: true } },
    ])
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

describe('the roles', () => {
  const statements = (document: unknown) => Object(document).Statement.map(Object)
  const allowed = (role: string) =>
    Object(properties(role)).Policies.flatMap((policy: { PolicyDocument: unknown }) =>
      statements(policy.PolicyDocument).flatMap(({ Action, Resource }: { Action: unknown; Resource: unknown }) =>
        [Action].flat().map(action => `${action} ${JSON.stringify(Resource)}`),
      ),
    )
  const arn = (id: string) => JSON.stringify({ 'Fn::GetAtt': [id, 'Arn'] })
  const shared = [
    ...['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem'].map(
      action => `dynamodb:${action} ${arn('StateTable')}`,
    ),
    `secretsmanager:GetSecretValue ${JSON.stringify({ Ref: 'CredentialSecret' })}`,
  ]
  const logs = (group: string) => ['CreateLogStream', 'PutLogEvents'].map(action => `logs:${action} ${arn(group)}`)

  test('let the HTTP function keep state, read the credential and queue a request', () => {
    expect(new Set(allowed('HttpRole'))).toEqual(
      new Set([...logs('HttpLogGroup'), ...shared, `sqs:SendMessage ${arn('ImportQueue')}`]),
    )
  })

  test('let the queue function keep state, read the credential, work the queue and copy dead letters', () => {
    const work = ['ReceiveMessage', 'DeleteMessage', 'ChangeMessageVisibility', 'GetQueueAttributes']
    expect(new Set(allowed('QueueRole'))).toEqual(
      new Set([
        ...logs('QueueLogGroup'),
        ...shared,
        ...work.map(action => `sqs:${action} ${arn('ImportQueue')}`),
        `sqs:SendMessage ${arn('DeadLetterQueue')}`,
      ]),
    )
  })

  test('are all there are, open to Lambda only, with no managed policy', () => {
    const roles = ofType('AWS::IAM::Role')
    expect(roles.map(role => role.id)).toEqual(['HttpRole', 'QueueRole'])
    for (const role of roles) {
      expect(Object(role).ManagedPolicyArns).toBeUndefined()
      expect(statements(Object(role).AssumeRolePolicyDocument)).toEqual([
        { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
      ])
    }
  })

  test('have no wildcard; those of the template are in a denial, and for any card template', () => {
    expect(JSON.stringify(ofType('AWS::IAM::Role'))).not.toContain('*')
    const policies = Object.entries(template.Resources).filter(([, { Type }]) => /Policy$/.test(Type))
    const others = policies.filter(
      ([id]) => !['OperatorPolicy', 'SigningKeyPolicy', 'DecryptionKeyPolicy'].includes(id),
    )
    const effects = others.flatMap(([, { Properties }]) => statements(Properties['PolicyDocument']))
    expect(effects).toMatchObject([{ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': false } } }])
  })

  test('let the operator read the stack, the key and a template, send rows, keep state and redrive', () => {
    const granted = statements(properties('OperatorPolicy')?.['PolicyDocument'])
    const calls = granted.filter(({ Action }: { Action: unknown }) => Action === 'execute-api:Invoke')
    const api = 'arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${HttpApi}/$default/GET'
    expect(calls).toMatchObject([
      { Resource: [{ 'Fn::Sub': `${api}/encryption-key` }, { 'Fn::Sub': `${api}/cards/*` }] },
    ])
    const others = granted.filter((statement: unknown) => !calls.includes(statement))
    expect(others).toEqual([
      { Effect: 'Allow', Action: 'cloudformation:DescribeStacks', Resource: { Ref: 'AWS::StackId' } },
      {
        Effect: 'Allow',
        Action: ['sqs:SendMessage', 'sqs:GetQueueAttributes'],
        Resource: JSON.parse(arn('ImportQueue')),
      },
      {
        Effect: 'Allow',
        Action: ['sqs:ReceiveMessage', 'sqs:DeleteMessage'],
        Resource: JSON.parse(arn('DeadLetterQueue')),
      },
      {
        Effect: 'Allow',
        Action: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'].map(
          action => `dynamodb:${action}`,
        ),
        Resource: JSON.parse(arn('StateTable')),
      },
    ])
  })
})

describe('KMS keys', () => {
  const SIGNING = 'arn:aws-cn:kms:cn-north-1:000000000000:key/11111111-2222-3333-4444-555555555555'
  const DECRYPTION = 'arn:aws-cn:kms:cn-north-1:000000000000:key/66666666-7777-8888-9999-000000000000'
  let withKeys: Template

  beforeAll(async () => {
    const project = join(folder, 'with-keys')
    await mkdir(project)
    const yaml = await readFile(join(folder, 'serverless.yml'), 'utf8')
    const keys = { 'signing-key-arn': SIGNING, 'decryption-key-arn': DECRYPTION }
    await writeFile(join(project, 'serverless.yml'), `${yaml}\nparams: ${JSON.stringify({ default: keys })}\n`)
    for (const part of ['infra', 'dist']) await cp(join(folder, part), join(project, part), { recursive: true })
    await renderService(project)
    withKeys = await readTemplate(project)
  }, 60_000)

  const variable = (from: Template, fn: string, name: string) =>
    Object(from.Resources[fn]?.Properties['Environment']).Variables[name]
  const isNot = (arn: string) => ({ 'Fn::Not': [{ 'Fn::Equals': [arn, 'none'] }] })

  test('are none, unless parameters name them', () => {
    const keys = { HasSigningKey: isNot('none'), HasDecryptionKey: isNot('none') }
    expect(template.Conditions).toMatchObject(keys)
    for (const id of ['SigningKeyPolicy', 'DecryptionKeyPolicy']) {
      expect(template.Resources[id]).toMatchObject({ Condition: id.replace(/(.*)Policy/, 'Has$1') })
    }
    expect(variable(template, 'QueueLambdaFunction', 'WECHATPAY_SIGNING_KEY_ID')).toEqual(
      given('HasSigningKey', 'none'),
    )
  })

  test('make a template that CloudFormation accepts', async () => {
    expect(withKeys.Conditions).toMatchObject({ HasSigningKey: isNot(SIGNING), HasDecryptionKey: isNot(DECRYPTION) })
    expect(findTemplateFaults(await loadAwsServiceSpec(), withKeys)).toEqual([])
  })

  test('reach the functions: what signs both, what decrypts the HTTP function alone', () => {
    const signing = given('HasSigningKey', SIGNING)
    for (const name of functions) {
      expect(variable(withKeys, `${name}LambdaFunction`, 'WECHATPAY_SIGNING_KEY_ID')).toEqual(signing)
    }
    const decryption = given('HasDecryptionKey', DECRYPTION)
    expect(variable(withKeys, 'HttpLambdaFunction', 'WECHATPAY_DECRYPTION_KEY_ID')).toEqual(decryption)
    expect(variable(withKeys, 'QueueLambdaFunction', 'WECHATPAY_DECRYPTION_KEY_ID')).toBeUndefined()
  })

  test('may be used by these functions, for these algorithms, and for nothing else', () => {
    const policy = (id: string) => withKeys.Resources[id]?.Properties
    const Effect = 'Allow'
    expect(policy('SigningKeyPolicy')).toMatchObject({
      Roles: [{ Ref: 'HttpRole' }, { Ref: 'QueueRole' }],
      PolicyDocument: {
        Statement: [
          { Effect, Action: 'kms:GetPublicKey', Resource: SIGNING },
          {
            Effect,
            Action: 'kms:Sign',
            Resource: SIGNING,
            Condition: {
              StringEquals: { 'kms:SigningAlgorithm': 'RSASSA_PKCS1_V1_5_SHA_256', 'kms:MessageType': 'DIGEST' },
            },
          },
        ],
      },
    })
    expect(policy('DecryptionKeyPolicy')).toMatchObject({
      Roles: [{ Ref: 'HttpRole' }],
      PolicyDocument: {
        Statement: [
          { Effect, Action: 'kms:GetPublicKey', Resource: DECRYPTION },
          {
            Effect,
            Action: 'kms:Decrypt',
            Resource: DECRYPTION,
            Condition: { StringEquals: { 'kms:EncryptionAlgorithm': 'RSAES_OAEP_SHA_1' } },
          },
        ],
      },
    })
  })
})

test('every route asks for a signature of an AWS identity', () => {
  const routes = ofType('AWS::ApiGatewayV2::Route').map(route => Object(route))
  expect(Object.fromEntries(routes.map(route => [route.RouteKey, route.AuthorizationType]))).toEqual({
    'POST /user-cards/import-by-openid': 'AWS_IAM',
    $default: 'AWS_IAM',
    'GET /user-cards/{user_card_code}': 'AWS_IAM',
    'GET /cards/{card_id}': 'AWS_IAM',
    'GET /encryption-key': 'AWS_IAM',
    'GET /jobs/{job_id}': 'AWS_IAM',
  })
})

test('every alarm reaches the topic of the parameter, or nobody', () => {
  const alarms = ofType('AWS::CloudWatch::Alarm').map(alarm => Object(alarm))
  expect(alarms.map(alarm => alarm.MetricName).toSorted()).toEqual([
    '5xx',
    'ApproximateNumberOfMessagesVisible',
    'Errors',
    'Errors',
    'HaltsRaised',
    'MessagesFailed',
    'NearTheirEnd',
    'Throttles',
    'Throttles',
  ])
  for (const { AlarmActions } of alarms) {
    expect(AlarmActions).toEqual([{ 'Fn::If': ['HasAlarmTopic', '', { Ref: 'AWS::NoValue' }] }])
  }
})

test.each([
  ['halted', 'functions/import/heed-halts.ts', ['HttpLogGroup', 'QueueLogGroup'], 'HaltAlarm'],
  ['halted', 'functions/import/return-batch.ts', ['HttpLogGroup', 'QueueLogGroup'], 'HaltAlarm'],
  ['near_their_end', 'functions/import/work-batch.ts', ['QueueLogGroup'], 'NearTheirEndAlarm'],
  ['message_failed', 'functions/import/work-batch.ts', ['QueueLogGroup'], 'MessagesFailedAlarm'],
])('the log entry %s of %s is what the alarm counts', async (entry, file, logGroups, alarm) => {
  const pattern = `{ $.message = "${entry}" }`
  const filters = ofType('AWS::Logs::MetricFilter')
    .map(filter => Object(filter))
    .filter(filter => filter.FilterPattern === pattern)
  expect(filters.map(filter => filter.LogGroupName)).toEqual(logGroups.map(Ref => ({ Ref })))
  for (const { MetricTransformations } of filters) {
    expect(MetricTransformations[0].MetricName).toBe(Object(properties(alarm)).MetricName)
  }
  expect(await readFile(join(root, file), 'utf8')).toContain(`log.warn('${entry}'`)
})
