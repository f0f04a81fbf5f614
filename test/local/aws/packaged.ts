/** A packaged project of the same shape as this one, in a temporary folder: what template.test.ts and stack.test.ts read. */
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TABLE_KEYS } from '../../table-definition.ts'

const lambda = (name: string, timeout: number, variables: object) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    Code: { S3Bucket: { Ref: 'DeploymentBucket' }, S3Key: `${name}.zip` },
    Handler: `dist/${name}/index.handler`,
    Timeout: timeout,
    MemorySize: 512,
    Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
    LoggingConfig: { LogFormat: 'JSON' },
    Environment: { Variables: { WECHATPAY_SECRET_ID: { Ref: 'CredentialSecret' }, ...variables } },
  },
})

const route = (routeKey: string) => ({
  Type: 'AWS::ApiGatewayV2::Route',
  Properties: {
    ApiId: { Ref: 'Api' },
    RouteKey: routeKey,
    Target: { 'Fn::Join': ['/', ['integrations', { Ref: 'ApiIntegration' }]] },
    AuthorizationType: 'AWS_IAM',
  },
})

export const TEMPLATE = {
  Parameters: { Rate: { Type: 'String', Default: '5' }, Unset: { Type: 'String' } },
  Resources: {
    DeploymentBucket: { Type: 'AWS::S3::Bucket' },
    Role: { Type: 'AWS::IAM::Role', Properties: { Path: { 'Fn::If': ['Never', 'a', 'b'] } } },
    ImportQueue: {
      Type: 'AWS::SQS::Queue',
      Properties: {
        QueueName: { 'Fn::Sub': `\${AWS::StackName}-import` },
        VisibilityTimeout: 720,
        MessageRetentionPeriod: 1209600,
        SqsManagedSseEnabled: true,
        RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['DeadLetterQueue', 'Arn'] }, maxReceiveCount: 1000 },
      },
    },
    DeadLetterQueue: { Type: 'AWS::SQS::Queue', Properties: { MessageRetentionPeriod: 1209600 } },
    StateTable: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        BillingMode: 'PAY_PER_REQUEST',
        ...TABLE_KEYS,
        TimeToLiveSpecification: { AttributeName: 'expires_at', Enabled: true },
      },
    },
    CredentialSecret: { Type: 'AWS::SecretsManager::Secret' },
    HttpLambdaFunction: lambda('http', 28, {
      STATE_TABLE_NAME: { Ref: 'StateTable' },
      IMPORT_QUEUE_URL: { Ref: 'ImportQueue' },
      WECHATPAY_RATE_PER_SECOND: { Ref: 'Rate' },
    }),
    QueueLambdaFunction: lambda('queue', 120, {
      STATE_TABLE_NAME: { 'Fn::Sub': [`\${Table}`, { Table: { Ref: 'StateTable' } }] },
      DEAD_LETTER_QUEUE_URL: { 'Fn::GetAtt': 'DeadLetterQueue.QueueUrl' },
      QUEUE_ARN: {
        'Fn::Sub': `\${ImportQueue.Arn}|\${AWS::Region}|\${AWS::AccountId}|\${AWS::Partition}|\${!Literal}`,
      },
    }),
    Mapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        BatchSize: 50,
        MaximumBatchingWindowInSeconds: 1,
        EventSourceArn: { 'Fn::GetAtt': ['ImportQueue', 'Arn'] },
        FunctionName: { 'Fn::GetAtt': ['QueueLambdaFunction', 'Arn'] },
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: 2 },
      },
    },
    Api: { Type: 'AWS::ApiGatewayV2::Api' },
    ApiIntegration: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: { IntegrationUri: { 'Fn::GetAtt': ['HttpLambdaFunction', 'Arn'] }, TimeoutInMillis: 29_000 },
    },
    PostRoute: route('POST /user-cards/import-by-openid'),
    GetRoute: route('GET /user-cards/{user_card_code}'),
  },
}

/** Writes template and bundles below a new temporary folder, and returns its path. */
export async function writePackaged(template: object, bundles: Record<string, string>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'packaged-'))
  await mkdir(join(root, '.serverless'))
  await writeFile(join(root, '.serverless/cloudformation-template-update-stack.json'), JSON.stringify(template))
  for (const [name, code] of Object.entries(bundles)) {
    await mkdir(join(root, 'dist', name), { recursive: true })
    await writeFile(join(root, 'dist', name, 'index.cjs'), code)
  }
  return root
}
