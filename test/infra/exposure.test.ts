import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bundleCalls } from './bundle-calls.ts'
import { findOpenDoors } from './find-open-doors.ts'
import { findRightFaults } from './find-right-faults.ts'
import { findUnencrypted } from './find-unencrypted.ts'
import { readGrants } from './read-grants.ts'
import { renderProject } from './render-project.ts'
import { DECRYPTION, SIGNING } from './rights.ts'
import { readTemplate, type Template } from './template.ts'

let folder = ''
let template: Template
let calls: ReadonlyMap<string, ReadonlySet<string>>

/** With every parameter that brings rights with it. */
beforeAll(async () => {
  const parameters = [`signing-key-arn=${SIGNING}`, `decryption-key-arn=${DECRYPTION}`, 'subnet-ids=a', 'tracing=on']
  folder = await renderProject(...parameters.map(parameter => `--param=${parameter}`))
  template = await readTemplate(folder)
  calls = new Map([
    ['HttpRole', await bundleCalls('functions/http.ts')],
    ['QueueRole', await bundleCalls('functions/queue.ts')],
    ['OperatorPolicy', await bundleCalls('cli/main.ts')],
  ])
}, 120_000)

afterAll(() => rm(folder, { recursive: true, force: true }))

const idsOf = (type: string) =>
  Object.entries(template.Resources).flatMap(([id, { Type }]) => (Type === type ? [id] : []))

/** The template with one change to the properties of a resource, or with one that is new. */
function changed(id: string, properties: (before: Record<string, never>) => object, type?: string): Template {
  const copy = structuredClone(template)
  const { Type = '', Properties = {} } = copy.Resources[id] ?? {}
  const before = JSON.parse(JSON.stringify(Properties))
  copy.Resources[id] = { Type: type ?? Type, Properties: { ...before, ...properties(before) } }
  return copy
}

describe('nobody comes in without a signature of an AWS identity', () => {
  test('by any door of the template', () => {
    expect(idsOf('AWS::ApiGatewayV2::Route')).toHaveLength(6)
    expect(findOpenDoors(template)).toEqual([])
  })

  test('which is seen when a route loses its authorizer, or has another', () => {
    for (const id of idsOf('AWS::ApiGatewayV2::Route')) {
      for (const AuthorizationType of [undefined, 'NONE', 'JWT']) {
        const open = changed(id, () => ({ AuthorizationType }))
        expect(findOpenDoors(open)).toEqual([`${id}: a route without AWS_IAM`])
      }
    }
  })

  test.each([
    ['AWS::Lambda::Url', { AuthType: 'NONE' }, 'a function URL'],
    ['AWS::SQS::QueuePolicy', { PolicyDocument: {} }, 'a queue that others may use'],
    ['AWS::SecretsManager::ResourcePolicy', { ResourcePolicy: {} }, 'a secret that others may read'],
    ['AWS::Lambda::Permission', { Principal: '*' }, 'others than the API may call a function'],
    ['AWS::Lambda::Permission', { Principal: 'apigateway.amazonaws.com' }, 'others than the API may call a function'],
  ])('which is seen when there is a %s', (type, properties, fault) => {
    expect(findOpenDoors(changed('Door', () => properties, type))).toEqual([`Door: ${fault}`])
  })

  test.each([
    ['HttpApi', { Target: 'arn' }, 'an API with a route of its own'],
    ['StateTable', { ResourcePolicy: {} }, 'a table with a policy'],
    ['ServerlessDeploymentBucket', { PublicAccessBlockConfiguration: {} }, 'a bucket that can be made public'],
    [
      'ServerlessDeploymentBucketPolicy',
      { PolicyDocument: { Statement: [{ Effect: 'Allow' }] } },
      'a bucket that others may use',
    ],
  ])('which is seen when %s is opened', (id, properties, fault) => {
    expect(findOpenDoors(changed(id, () => properties))).toEqual([`${id}: ${fault}`])
  })
})

describe('each role may do what its code does, and no more', () => {
  test('as it is', () => {
    expect(findRightFaults(template, calls)).toEqual([])
  })

  test('the code of a function may not do what Lambda does in its VPC', () => {
    const denied = readGrants(template).filter(({ effect }) => effect === 'Deny')
    const interfaces = readGrants(template).filter(({ effect, action }) => effect === 'Allow' && /^ec2:/.test(action))
    expect(new Set(denied.map(({ action }) => action))).toEqual(new Set(interfaces.map(({ action }) => action)))
    const functions = ['http', 'queue'].map(name =>
      expect.stringContaining(`function:wechatpay-member-import-dev-${name}`),
    )
    for (const { condition } of denied) {
      expect(condition).toEqual({
        ArnEquals: { 'lambda:SourceFunctionArn': functions.map(name => ({ 'Fn::Sub': name })) },
      })
    }
  })

  const withStatement = (role: string, statement: object) =>
    changed(role, () => ({ Policies: [...policiesOf(role), { PolicyDocument: { Statement: [statement] } }] }))
  const policiesOf = (role: string): object[] => Object(template.Resources[role]?.Properties).Policies
  const arn = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] })

  test.each([
    ['an action is added', { Action: 'dynamodb:Scan', Resource: arn('StateTable') }, ['dynamodb:Scan StateTable']],
    ['an action is widened', { Action: 'sqs:*', Resource: arn('ImportQueue') }, ['sqs:* ImportQueue']],
    ['a resource is widened', { Action: 'dynamodb:GetItem', Resource: '*' }, ['dynamodb:GetItem *']],
    ['a resource is added', { Action: 'sqs:SendMessage', Resource: arn('Other') }, ['sqs:SendMessage Other']],
  ])('which is seen when %s', (_what, statement, rights) => {
    for (const role of ['HttpRole', 'QueueRole']) {
      const faults = findRightFaults(withStatement(role, { Effect: 'Allow', ...statement }), calls)
      const wild = rights.filter(name => name.includes('*')).map(name => `a wildcard without a reason: ${role} ${name}`)
      expect(faults).toEqual([...rights.map(name => `not needed: ${role} ${name}`), ...wild])
    }
  })

  test('which is seen when a managed policy is attached, or a role is added', () => {
    const attached = changed('HttpRole', () => ({ ManagedPolicyArns: ['AdministratorAccess'] }))
    expect(findRightFaults(attached, calls)).toContain('not needed: HttpRole AdministratorAccess *')
    const [policy] = policiesOf('HttpRole')
    const added = changed('OtherRole', () => ({ Policies: [policy] }), 'AWS::IAM::Role')
    expect(findRightFaults(added, calls)).toContain("nobody's: OtherRole")
  })

  test('which is seen when a role loses a right that its code needs', () => {
    for (const role of ['HttpRole', 'QueueRole']) {
      const faults = findRightFaults(
        changed(role, () => ({ Policies: [] })),
        calls,
      )
      expect(faults).toContain(`lacking: ${role} secretsmanager:GetSecretValue CredentialSecret`)
    }
  })

  test('which is seen when code begins to make a call, or makes one no more', () => {
    const [http = new Set<string>()] = calls.values()
    const more = new Map([...calls, ['HttpRole', new Set([...http, 'sqs:PurgeQueue'])]])
    expect(findRightFaults(template, more)).toEqual(['called without a right: HttpRole sqs:PurgeQueue'])
    const less = new Map([...calls, ['HttpRole', new Set([...http].filter(call => call !== 'dynamodb:DeleteItem'))]])
    expect(findRightFaults(template, less)).toEqual(['nothing calls it: HttpRole dynamodb:DeleteItem StateTable'])
  })
})

describe('whatever is stored is encrypted', () => {
  test('as it is', () => {
    expect(findUnencrypted(template)).toEqual([])
  })

  test.each([
    ['ImportQueue', { SqsManagedSseEnabled: false }],
    ['DeadLetterQueue', { SqsManagedSseEnabled: undefined }],
    ['StateTable', { SSESpecification: undefined }],
    ['ServerlessDeploymentBucket', { BucketEncryption: undefined }],
  ])('which is seen when %s is not', (id, properties) => {
    expect(findUnencrypted(changed(id, () => properties))).toEqual([`${id}: not encrypted`])
  })

  test('which is seen when there is a topic without a key, or something of which nothing is known', () => {
    expect(findUnencrypted(changed('Topic', () => ({}), 'AWS::SNS::Topic'))).toEqual(['Topic: not encrypted'])
    expect(findUnencrypted(changed('Disk', () => ({}), 'AWS::EFS::FileSystem'))).toHaveLength(1)
  })
})
