import type { Template } from './template.ts'

/** AWS keeps nothing of a tenant in such a resource, or encrypts it by itself whatever the template says. */
const holdsNothing = () => true
const always = () => true

/** How each type of resource is encrypted at rest. A key that AWS owns counts: what it is to keep out is the disk. */
const ENCRYPTED: Record<string, (properties: Record<string, unknown>) => boolean> = {
  'AWS::DynamoDB::Table': ({ SSESpecification }) => Object(SSESpecification).SSEEnabled === true,
  'AWS::SQS::Queue': ({ SqsManagedSseEnabled, KmsMasterKeyId }) =>
    SqsManagedSseEnabled === true || KmsMasterKeyId !== undefined,
  'AWS::SNS::Topic': ({ KmsMasterKeyId }) => KmsMasterKeyId !== undefined,
  'AWS::S3::Bucket': ({ BucketEncryption }) => BucketEncryption !== undefined,
  // With the key aws/secretsmanager where no other is named.
  'AWS::SecretsManager::Secret': always,
  // With a key of CloudWatch Logs where no other is named.
  'AWS::Logs::LogGroup': always,
  // Code and environment, with a key of Lambda; no secret stands there.
  'AWS::Lambda::Function': always,
  'AWS::ApiGatewayV2::Api': holdsNothing,
  'AWS::ApiGatewayV2::Integration': holdsNothing,
  'AWS::ApiGatewayV2::Route': holdsNothing,
  'AWS::ApiGatewayV2::Stage': holdsNothing,
  'AWS::CloudWatch::Alarm': holdsNothing,
  'AWS::CloudWatch::CompositeAlarm': holdsNothing,
  'AWS::CloudWatch::Dashboard': holdsNothing,
  'AWS::IAM::ManagedPolicy': holdsNothing,
  'AWS::IAM::Policy': holdsNothing,
  'AWS::IAM::Role': holdsNothing,
  'AWS::Lambda::EventSourceMapping': holdsNothing,
  'AWS::Lambda::Permission': holdsNothing,
  'AWS::Logs::MetricFilter': holdsNothing,
  'AWS::S3::BucketPolicy': holdsNothing,
}

/** What is stored in plain form, or is of a type of which nobody has said here how it is encrypted. */
export const findUnencrypted = (template: Template): string[] =>
  Object.entries(template.Resources).flatMap(([id, { Type, Properties }]) => {
    const isEncrypted = ENCRYPTED[Type]
    if (!isEncrypted) return [`${id}: nobody has said how a ${Type} is encrypted`]
    return isEncrypted(Properties) ? [] : [`${id}: not encrypted`]
  })
