import type { Template } from './template.ts'

/** What would let somebody in whom IAM does not know; the message names the resource. */
const DOORS: Record<string, (properties: Record<string, unknown>) => string | undefined> = {
  'AWS::ApiGatewayV2::Route': ({ AuthorizationType }) =>
    AuthorizationType === 'AWS_IAM' ? undefined : 'a route without AWS_IAM',
  // Given a target, an API makes a route of its own that asks for nothing.
  'AWS::ApiGatewayV2::Api': ({ Target }) => (Target === undefined ? undefined : 'an API with a route of its own'),
  'AWS::Lambda::Url': () => 'a function URL',
  'AWS::Lambda::Permission': ({ Principal, SourceArn }) =>
    Principal === 'apigateway.amazonaws.com' && JSON.stringify(SourceArn ?? '').includes('{"Ref":"HttpApi"}')
      ? undefined
      : 'others than the API may call a function',
  'AWS::SQS::QueuePolicy': () => 'a queue that others may use',
  'AWS::SNS::TopicPolicy': () => 'a topic that others may use',
  'AWS::SecretsManager::ResourcePolicy': () => 'a secret that others may read',
  'AWS::DynamoDB::Table': ({ ResourcePolicy }) => (ResourcePolicy === undefined ? undefined : 'a table with a policy'),
  'AWS::S3::BucketPolicy': ({ PolicyDocument }) =>
    Object(PolicyDocument).Statement.every((statement: unknown) => Object(statement).Effect === 'Deny')
      ? undefined
      : 'a bucket that others may use',
  'AWS::S3::Bucket': ({ PublicAccessBlockConfiguration: block }) =>
    ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'].every(
      name => Object(block)[name] === true,
    )
      ? undefined
      : 'a bucket that can be made public',
}

/** The ways into a stack that do not ask for the signature of an AWS identity with a right to it. */
export const findOpenDoors = (template: Template): string[] =>
  Object.entries(template.Resources).flatMap(([id, { Type, Properties }]) => {
    const fault = DOORS[Type]?.(Properties)
    return fault === undefined ? [] : [`${id}: ${fault}`]
  })
