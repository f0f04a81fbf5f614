import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { NO_VALUE, resolve } from '../../../infra/local/aws/intrinsics.ts'
import { readTemplate } from '../../../infra/local/aws/template.ts'
import { TEMPLATE, writePackaged } from './packaged.ts'

let root = ''

afterEach(() => rm(root, { recursive: true, force: true }))

async function read(template: object) {
  root = await writePackaged(template, {})
  const file = join(root, '.serverless/cloudformation-template-update-stack.json')
  return readTemplate(file, { taskRoot: '/task', queueUrl: name => `http://127.0.0.1:1/0/${name}` })
}

const withResource = (name: string, resource: object) =>
  read({ ...TEMPLATE, Resources: { ...TEMPLATE.Resources, [name]: resource } })

describe('a packaged template', () => {
  test('gives the functions, with their environment resolved to the local parts', async () => {
    const { functions } = await read(TEMPLATE)
    const secret = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:CredentialSecret-LoCaL0'
    const common = { taskRoot: '/task', memoryMb: 512, logFormat: 'JSON', reservedConcurrency: undefined }
    expect(functions).toEqual([
      {
        ...common,
        name: 'HttpLambdaFunction',
        handler: 'dist/http/index.handler',
        timeoutMs: 28_000,
        environment: {
          WECHATPAY_SECRET_ID: secret,
          STATE_TABLE_NAME: 'StateTable',
          IMPORT_QUEUE_URL: 'http://127.0.0.1:1/0/ImportQueue',
          WECHATPAY_RATE_PER_SECOND: '5',
        },
      },
      {
        ...common,
        name: 'QueueLambdaFunction',
        handler: 'dist/queue/index.handler',
        timeoutMs: 120_000,
        environment: {
          WECHATPAY_SECRET_ID: secret,
          STATE_TABLE_NAME: 'StateTable',
          DEAD_LETTER_QUEUE_URL: 'http://127.0.0.1:1/0/DeadLetterQueue',
          QUEUE_ARN: `arn:aws:sqs:us-east-1:000000000000:ImportQueue|us-east-1|000000000000|aws|\${Literal}`,
        },
      },
    ])
  })

  test('gives queues with attributes as SQS takes them, and the table', async () => {
    const { queues, tables } = await read(TEMPLATE)
    expect(queues).toEqual([
      {
        name: 'ImportQueue',
        attributes: {
          VisibilityTimeout: '720',
          MessageRetentionPeriod: '1209600',
          RedrivePolicy:
            '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:DeadLetterQueue","maxReceiveCount":1000}',
        },
      },
      { name: 'DeadLetterQueue', attributes: { MessageRetentionPeriod: '1209600' } },
    ])
    const { AttributeDefinitions, KeySchema } = TEMPLATE.Resources.StateTable.Properties
    expect(tables).toEqual([{ TableName: 'StateTable', AttributeDefinitions, KeySchema }])
  })

  test('gives the routes and the event source mapping with the function that each calls', async () => {
    const { routes, mappings } = await read(TEMPLATE)
    const http = { functionName: 'HttpLambdaFunction', timeoutMs: 29_000 }
    expect(routes).toEqual([
      { routeKey: 'POST /user-cards/import-by-openid', ...http },
      { routeKey: 'GET /user-cards/{user_card_code}', ...http },
    ])
    expect(mappings).toEqual([
      {
        queueName: 'ImportQueue',
        functionName: 'QueueLambdaFunction',
        queueArn: 'arn:aws:sqs:us-east-1:000000000000:ImportQueue',
        batchSize: 50,
        windowSeconds: 1,
        maximumConcurrency: 2,
        reportsItems: true,
      },
    ])
  })

  test('may call a function by an invocation URI', async () => {
    const IntegrationUri = {
      'Fn::Sub': `arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${QueueLambdaFunction.Arn}/invocations`,
    }
    const { routes } = await withResource('ApiIntegration', {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: { IntegrationUri },
    })
    expect(routes[0]).toMatchObject({ functionName: 'QueueLambdaFunction', timeoutMs: 30_000 })
  })

  test.each([
    ['a resource', { 'Fn::GetAtt': ['Nowhere', 'Arn'] }, 'refers to Nowhere, which it does not have'],
    ['a queue', 'arn:aws:sqs:us-east-1:000000000000:Other', 'refers to arn:aws:sqs:us-east-1:000000000000:Other'],
    ['a function of the template language', { 'Fn::Select': [0, ['a']] }, 'uses Fn::Select'],
    ['a condition', { 'Fn::If': ['C', 'a', 'b'] }, 'asks for C, a condition it does not have'],
  ])('that names %s which is not there is refused', async (_, EventSourceArn, message) => {
    const mapping = TEMPLATE.Resources.Mapping
    const broken = withResource('Mapping', { ...mapping, Properties: { ...mapping.Properties, EventSourceArn } })
    await expect(broken).rejects.toThrow(message)
  })

  test('leaves a variable out whose condition does not hold', async () => {
    const http = TEMPLATE.Resources.HttpLambdaFunction
    const given = (condition: string) => ({ 'Fn::If': [condition, 'key', { Ref: 'AWS::NoValue' }] })
    const Environment = { Variables: { A: given('Holds'), B: given('Fails') } }
    const { functions } = await read({
      ...TEMPLATE,
      Conditions: {
        Fails: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'Rate' }, '5'] }] },
        Holds: { 'Fn::Equals': [{ Ref: 'Rate' }, '5'] },
      },
      Resources: {
        ...TEMPLATE.Resources,
        HttpLambdaFunction: { ...http, Properties: { ...http.Properties, Environment } },
      },
    })
    expect(functions[0]?.environment).toEqual({ A: 'key' })
  })

  test('that was not packaged is asked for', async () => {
    const missing = readTemplate('/nowhere/template.json', { taskRoot: '/', queueUrl: name => name })
    await expect(missing).rejects.toThrow('run npm run package first')
  })
})

describe('intrinsic functions', () => {
  const scope = {
    ref: (name: string) => (name === 'AWS::NoValue' ? NO_VALUE : `<${name}>`),
    getAtt: (id: string, name: string) => `<${id}.${name}>`,
    condition: (name: string) => name === 'Yes',
  }

  test.each<[unknown, unknown]>([
    [{ Ref: 'A' }, '<A>'],
    [{ 'Fn::GetAtt': ['A', 'Arn'] }, '<A.Arn>'],
    [{ 'Fn::Join': ['-', ['x', { Ref: 'A' }, 1]] }, 'x-<A>-1'],
    [{ 'Fn::Sub': `\${A}/\${B.Arn}/\${!C}/$D` }, `<A>/<B.Arn>/\${C}/$D`],
    [{ 'Fn::Sub': [`\${A}\${B}`, { B: { 'Fn::Join': ['', ['b', { Ref: 'B' }]] } }] }, '<A>b<B>'],
    [{ 'Fn::If': ['Yes', { Ref: 'A' }, 'b'] }, '<A>'],
    [{ 'Fn::If': ['No', 'a', { Ref: 'B' }] }, '<B>'],
    [[{ 'Fn::If': ['No', 'a', { Ref: 'AWS::NoValue' }] }, 'b'], ['b']],
    [{ 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'A' }, '<A>'] }] }, false],
    [{ 'Fn::Equals': ['a', 'b'] }, false],
    [
      { deep: [{ Ref: 'A' }, { Ref: 'A', and: 'more' }, null, true] },
      { deep: ['<A>', { Ref: 'A', and: 'more' }, null, true] },
    ],
  ])('%j', (value, resolved) => {
    expect(resolve(value, scope)).toEqual(resolved)
  })
})
