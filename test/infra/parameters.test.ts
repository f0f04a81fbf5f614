import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { loadAwsServiceSpec } from '@aws-cdk/aws-service-spec'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { renderService } from '../../infra/render.ts'
import { findTemplateFaults } from './find-template-faults.ts'
import { copyProject } from './render-project.ts'
import { readTemplate, type Template } from './template.ts'

const SIGNING = 'arn:aws-cn:kms:cn-north-1:000000000000:key/11111111-2222-3333-4444-555555555555'
const DECRYPTION = 'arn:aws-cn:kms:cn-north-1:000000000000:key/66666666-7777-8888-9999-000000000000'
const TOPIC = 'arn:aws-cn:sns:cn-north-1:000000000000:alarms'

const PARAMETERS = {
  name: 'members-prod',
  architecture: 'x86_64',
  'rate-per-second': 9,
  'timeout-ms': 8000,
  'log-retention-days': 30,
  'alarm-topic-arn': TOPIC,
  'signing-key-arn': SIGNING,
  'decryption-key-arn': DECRYPTION,
  'subnet-ids': 'subnet-1,subnet-2',
  'security-group-ids': 'sg-1',
  tracing: 'on',
}

let folder = ''
/** Stage prod, Beijing, with every parameter, from params.yml; and what another stage makes of the same file. */
let prod: Template
let dev: Template

beforeAll(async () => {
  folder = await copyProject()
  await writeFile(join(folder, 'params.yml'), JSON.stringify({ prod: PARAMETERS }))
  await renderService(folder, ['--stage', 'prod', '--region', 'cn-north-1'])
  prod = await readTemplate(folder)
  await renderService(folder, ['--param=rate-per-second=7'])
  dev = await readTemplate(folder)
}, 120_000)

afterAll(() => rm(folder, { recursive: true, force: true }))

const propertiesOf = (template: Template, id: string) => Object(template.Resources[id]?.Properties)
const variablesOf = (template: Template, name: string) =>
  propertiesOf(template, `${name}LambdaFunction`).Environment.Variables
const isThere = (value: string) => ({ 'Fn::Not': [{ 'Fn::Equals': [value, 'none'] }] })
const given = (condition: string, value: unknown) => ({ 'Fn::If': [condition, value, { Ref: 'AWS::NoValue' }] })

describe('a stage in a China region, with every parameter', () => {
  test('makes a template that CloudFormation accepts', async () => {
    expect(findTemplateFaults(await loadAwsServiceSpec(), prod)).toEqual([])
  })

  test('names no other partition than its own, and that in parameters alone', () => {
    const text = JSON.stringify(prod)
    expect(text).not.toMatch(/arn:aws:|amazonaws\.com\.cn/)
    const literal = text.match(/arn:aws-cn:[^"]+/g) ?? []
    expect(new Set(literal)).toEqual(new Set([SIGNING, DECRYPTION, TOPIC]))
    // Both services go by these names in the China regions as well.
    const principals = text.match(/[\w-]+\.amazonaws\.com/g) ?? []
    expect(new Set(principals)).toEqual(new Set(['lambda.amazonaws.com', 'apigateway.amazonaws.com']))
  })

  test('has names of its own', () => {
    expect(propertiesOf(prod, 'HttpLambdaFunction').FunctionName).toBe('members-prod-http')
    expect(propertiesOf(prod, 'QueueLambdaFunction').FunctionName).toBe('members-prod-queue')
    expect(propertiesOf(prod, 'HttpApi').Name).toBe('members-prod')
    const logs = Object.values(prod.Resources).filter(({ Type }) => Type === 'AWS::Logs::LogGroup')
    expect(logs.map(({ Properties }) => Properties)).toEqual(
      ['/aws/lambda/members-prod-http', '/aws/lambda/members-prod-queue', '/aws/http-api/members-prod'].map(
        LogGroupName => ({ LogGroupName, RetentionInDays: 30 }),
      ),
    )
  })

  test('hands its rate, limit and keys to the functions: what signs to both, what decrypts to one', () => {
    const shared = {
      WECHATPAY_RATE_PER_SECOND: '9',
      WECHATPAY_TIMEOUT_MS: '8000',
      WECHATPAY_SIGNING_KEY_ID: given('HasSigningKey', SIGNING),
    }
    expect(variablesOf(prod, 'Queue')).toMatchObject(shared)
    expect(variablesOf(prod, 'Http')).toMatchObject({
      ...shared,
      WECHATPAY_DECRYPTION_KEY_ID: given('HasDecryptionKey', DECRYPTION),
    })
    expect(variablesOf(prod, 'Queue')).not.toHaveProperty('WECHATPAY_DECRYPTION_KEY_ID')
    expect(prod.Conditions).toMatchObject({ HasSigningKey: isThere(SIGNING), HasDecryptionKey: isThere(DECRYPTION) })
  })

  test('puts both functions into the VPC, once they may make its interfaces, and traces them', () => {
    for (const id of ['HttpLambdaFunction', 'QueueLambdaFunction']) {
      expect(prod.Resources[id]).toMatchObject({ DependsOn: expect.arrayContaining(['VpcPolicy']) })
      expect(propertiesOf(prod, id)).toMatchObject({
        Architectures: ['x86_64'],
        VpcConfig: given('HasVpc', {
          SubnetIds: { 'Fn::Split': [',', 'subnet-1,subnet-2'] },
          SecurityGroupIds: { 'Fn::Split': [',', 'sg-1'] },
        }),
        TracingConfig: given('HasTracing', { Mode: 'Active' }),
      })
    }
    expect(prod.Conditions).toMatchObject({ HasVpc: isThere('subnet-1,subnet-2') })
    expect(prod.Conditions).toMatchObject({ HasTracing: { 'Fn::Equals': ['on', 'on'] } })
  })

  test('lets the keys be used by these functions, for these algorithms, and for nothing else', () => {
    const signing = { 'kms:SigningAlgorithm': 'RSASSA_PKCS1_V1_5_SHA_256', 'kms:MessageType': 'DIGEST' }
    const decryption = { 'kms:EncryptionAlgorithm': 'RSAES_OAEP_SHA_1' }
    const statements = (Resource: string, Action: string, StringEquals: object) => [
      { Effect: 'Allow', Action: 'kms:GetPublicKey', Resource },
      { Effect: 'Allow', Action, Resource, Condition: { StringEquals } },
    ]
    expect(prod.Resources['SigningKeyPolicy']).toMatchObject({
      Condition: 'HasSigningKey',
      Properties: {
        Roles: [{ Ref: 'HttpRole' }, { Ref: 'QueueRole' }],
        PolicyDocument: { Statement: statements(SIGNING, 'kms:Sign', signing) },
      },
    })
    expect(prod.Resources['DecryptionKeyPolicy']).toMatchObject({
      Condition: 'HasDecryptionKey',
      Properties: {
        Roles: [{ Ref: 'HttpRole' }],
        PolicyDocument: { Statement: statements(DECRYPTION, 'kms:Decrypt', decryption) },
      },
    })
  })

  test('sends its alarms to the topic', () => {
    const alarms = Object.values(prod.Resources).filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm')
    for (const { Properties } of alarms) expect(JSON.stringify(Properties['AlarmActions'])).toContain(TOPIC)
  })
})

describe('another stage', () => {
  test('has nothing of that one', () => {
    const text = JSON.stringify(dev)
    for (const value of ['members-prod', 'x86_64', 'aws-cn', 'subnet-1', '8000']) expect(text).not.toContain(value)
    expect(propertiesOf(dev, 'HttpLambdaFunction').FunctionName).toBe('wechatpay-member-import-dev-http')
  })

  test('takes a parameter from the command', () => {
    expect(variablesOf(dev, 'Queue')).toMatchObject({ WECHATPAY_RATE_PER_SECOND: '7' })
  })

  test('has no keys, no VPC and no X-Ray, for no parameter asks', () => {
    const none = isThere('none')
    expect(dev.Conditions).toMatchObject({ HasSigningKey: none, HasDecryptionKey: none, HasVpc: none })
    expect(dev.Conditions).toMatchObject({ HasTracing: { 'Fn::Equals': ['off', 'on'] } })
    const policies = {
      SigningKey: 'HasSigningKey',
      DecryptionKey: 'HasDecryptionKey',
      Vpc: 'HasVpc',
      Tracing: 'HasTracing',
    }
    for (const [name, Condition] of Object.entries(policies)) {
      expect(dev.Resources[`${name}Policy`]).toMatchObject({ Condition })
    }
  })
})
