import { loadAwsServiceSpec } from '@aws-cdk/aws-service-spec'
import { expect, test } from 'vitest'
import { findTemplateFaults } from './find-template-faults.ts'

const spec = await loadAwsServiceSpec()

const queue = (Properties: Record<string, unknown>) => ({
  Resources: { Q: { Type: 'AWS::SQS::Queue', Properties } },
  Outputs: {},
})
const role = (Policies: unknown) => ({
  Resources: { R: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {}, Policies } } },
  Outputs: {},
})

test.each([
  [
    'an unknown type',
    { Resources: { Q: { Type: 'AWS::SQS::Stack', Properties: {} } }, Outputs: {} },
    'Q: unknown type',
  ],
  ['an unknown property', queue({ VisibilityTimeOut: 720 }), 'Q/VisibilityTimeOut: unknown'],
  ['a text for a number', queue({ VisibilityTimeout: '720' }), 'Q/VisibilityTimeout: not of type integer'],
  ['a fraction for an integer', queue({ VisibilityTimeout: 7.2 }), 'Q/VisibilityTimeout: not of type integer'],
  ['a text for a boolean', queue({ SqsManagedSseEnabled: 'yes' }), 'Q/SqsManagedSseEnabled: not of type boolean'],
  ['a number for a text', queue({ QueueName: 7 }), 'Q/QueueName: not of type string'],
  ['an object for a list', role({ PolicyName: 'a' }), 'R/Policies: not a list'],
  ['a missing property', role([{ PolicyName: 'a' }]), 'R/Policies/0/PolicyDocument: missing'],
  [
    'an unknown nested property',
    role([{ PolicyName: 'a', PolicyDocument: {}, Name: 'a' }]),
    'R/Policies/0/Name: unknown',
  ],
  ['a mistake in one arm of Fn::If', queue({ VisibilityTimeout: { 'Fn::If': ['C', 1, '2'] } }), 'not of type integer'],
  ['a Ref to nothing', queue({ QueueName: { Ref: 'Gone' } }), 'Gone: referred to, and not there'],
  ['a Fn::Sub of nothing', queue({ QueueName: { 'Fn::Sub': 'a-${Gone.Arn}' } }), 'Gone: referred to, and not there'],
  ['an attribute that is not there', queue({ QueueName: { 'Fn::GetAtt': ['Q', 'Url'] } }), 'Q.Url: no such attribute'],
])('finds %s', (_, template, fault) => {
  expect(findTemplateFaults(spec, template)).toEqual([expect.stringContaining(fault)])
})

test('finds nothing in a template without a mistake', () => {
  const template = queue({
    QueueName: { 'Fn::Sub': '${AWS::Region}-a' },
    VisibilityTimeout: { 'Fn::If': ['C', 30, { Ref: 'AWS::NoValue' }] },
    RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Q', 'Arn'] }, maxReceiveCount: 1000 },
    Tags: [{ Key: 'a', Value: 'b' }],
  })
  expect(findTemplateFaults(spec, template)).toEqual([])
})
