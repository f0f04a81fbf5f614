/**
 * Every right that the template gives: who, which actions, on what, and why if not because the holder's own code makes
 * that call. The test compares the table with the template, and the calls with what is in the bundles.
 */
export type Right = { holder: string; actions: string[]; resource: string; because?: string }

export const SIGNING = 'arn:aws:kms:ap-southeast-1:000000000000:key/11111111-2222-3333-4444-555555555555'
export const DECRYPTION = 'arn:aws:kms:ap-southeast-1:000000000000:key/66666666-7777-8888-9999-000000000000'

const of = (service: string, ...names: string[]) => names.map(name => `${service}:${name}`)
const right = (holder: string, actions: string[], resource: string, because?: string): Right => ({
  holder,
  actions,
  resource,
  ...(because !== undefined && { because }),
})

const STATE = of('dynamodb', 'GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'DeleteItem')
const LOG = of('logs', 'CreateLogStream', 'PutLogEvents')
const INTERFACES = of(
  'ec2',
  ...['CreateNetworkInterface', 'DescribeNetworkInterfaces', 'DescribeSubnets', 'DeleteNetworkInterface'],
  ...['AssignPrivateIpAddresses', 'UnassignPrivateIpAddresses'],
)
const API = 'arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${HttpApi}/$default/GET'
const TEMPLATES = `${API}/cards/*`

const ofFunction = (holder: string, log: string): Right[] => [
  right(holder, STATE, 'StateTable'),
  right(holder, ['secretsmanager:GetSecretValue'], 'CredentialSecret'),
  right(holder, of('kms', 'GetPublicKey', 'Sign'), SIGNING),
  right(holder, LOG, log, 'Lambda writes what the function prints'),
  right(holder, INTERFACES, '*', 'Lambda puts the function into the VPC that a parameter names'),
  right(
    holder,
    of('xray', 'PutTraceSegments', 'PutTelemetryRecords'),
    '*',
    'Lambda tells X-Ray, where a parameter asks',
  ),
]

export const RIGHTS: readonly Right[] = [
  ...ofFunction('HttpRole', 'HttpLogGroup'),
  right('HttpRole', of('kms', 'GetPublicKey', 'Decrypt'), DECRYPTION),
  right('HttpRole', ['sqs:SendMessage'], 'ImportQueue'),

  ...ofFunction('QueueRole', 'QueueLogGroup'),
  right('QueueRole', ['sqs:ChangeMessageVisibility'], 'ImportQueue'),
  right('QueueRole', ['sqs:SendMessage'], 'DeadLetterQueue'),
  right('QueueRole', of('sqs', 'ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'), 'ImportQueue', 'Lambda polls'),

  right('OperatorPolicy', [...STATE, 'dynamodb:Query'], 'StateTable'),
  right('OperatorPolicy', of('sqs', 'SendMessage', 'GetQueueAttributes'), 'ImportQueue'),
  right('OperatorPolicy', of('sqs', 'ReceiveMessage', 'DeleteMessage'), 'DeadLetterQueue'),
  right('OperatorPolicy', ['cloudformation:DescribeStacks'], 'AWS::StackId'),
  right('OperatorPolicy', ['execute-api:Invoke'], `${API}/encryption-key`, 'The command signs this request by itself'),
  right('OperatorPolicy', ['execute-api:Invoke'], TEMPLATES, 'The command signs this request by itself'),
]

/** Calls that stand in a bundle and are never made by its function. */
export const NEVER_MADE: Readonly<Record<string, string>> = {
  'QueueRole kms:Decrypt': 'Its environment names no key that decrypts: the queue path never reads personal fields.',
}

/** What is granted more widely than one resource. */
export const WILDCARDS: Readonly<Record<string, string>> = {
  [TEMPLATES]: 'The operator may read any card template: which one a job is for is known when it is imported.',
  ...Object.fromEntries(
    INTERFACES.map(action => [
      `${action} *`,
      'The interfaces do not exist yet, and describing knows no smaller resource. The code of the functions is denied it.',
    ]),
  ),
  'xray:PutTraceSegments *': 'X-Ray knows no smaller resource.',
  'xray:PutTelemetryRecords *': 'X-Ray knows no smaller resource.',
}
