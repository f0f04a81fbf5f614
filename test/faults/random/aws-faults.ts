import type { Random } from './draw.ts'

export type Service = 'dynamodb' | 'sqs' | 'secrets'
export type AwsRequest = { service: Service; operation: string; input: unknown }
export type AwsAnswer = { status: number; body: object }

/** What becomes of one request: an answer in place of the service's, or the way to the service disturbed. */
export type Disturbance = AwsAnswer | 'lost answer' | 'not sent' | 'slow'

export const AWS_FAULTS = ['throttled', 'conflict', 'unprocessed', 'broken', 'lost answer', 'not sent', 'slow'] as const
export type AwsFault = (typeof AWS_FAULTS)[number]

const READS = new Set(['GetItem', 'BatchGetItem', 'Query', 'GetSecretValue'])

/** How often a request meets each, in a thousand; together some 1 in 14. */
const PER_MILLE: Readonly<Record<AwsFault, number>> = {
  throttled: 12,
  conflict: 15,
  unprocessed: 8,
  broken: 5,
  'lost answer': 15,
  'not sent': 5,
  slow: 10,
}

/** Draws what a request meets, if anything. A fault that the operation cannot have passes by. */
export function drawDisturbance(random: Random, request: AwsRequest): Disturbance | undefined {
  let left = random() * 1_000
  for (const fault of AWS_FAULTS) {
    left -= PER_MILLE[fault]
    if (left < 0) return disturb(fault, request)
  }
  return undefined
}

/** One fault as the operation has it (DynamoDB, "Error handling"; "Transaction conflict handling"). */
export function disturb(fault: AwsFault, { service, operation, input }: AwsRequest): Disturbance | undefined {
  switch (fault) {
    case 'throttled':
      return service === 'dynamodb' && operation === 'TransactWriteItems'
        ? cancelled(input, 'ProvisionedThroughputExceeded')
        : refused(THROTTLED[service])
    case 'conflict':
      if (service !== 'dynamodb' || READS.has(operation)) return undefined
      return operation === 'TransactWriteItems'
        ? cancelled(input, 'TransactionConflict')
        : refused('com.amazonaws.dynamodb.v20120810#TransactionConflictException')
    case 'unprocessed':
      if (operation !== 'BatchGetItem' || !isObject(input)) return undefined
      return { status: 200, body: { Responses: {}, UnprocessedKeys: input['RequestItems'] } }
    case 'broken':
      return { status: 500, body: { __type: 'InternalServerError', message: 'drawn by the test' } }
    default:
      return fault
  }
}

const THROTTLED: Readonly<Record<Service, string>> = {
  dynamodb: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException',
  sqs: 'com.amazonaws.sqs#RequestThrottled',
  secrets: 'ThrottlingException',
}

const refused = (type: string): AwsAnswer => ({ status: 400, body: { __type: type, message: 'drawn by the test' } })

/** A transaction names a reason for each of its writes; the last is the one in the way. */
function cancelled(input: unknown, reason: string): AwsAnswer {
  const items = isObject(input) && Array.isArray(input['TransactItems']) ? input['TransactItems'] : []
  const CancellationReasons = items.map((_, at) => ({ Code: at === items.length - 1 ? reason : 'None' }))
  const __type = 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException'
  return { status: 400, body: { __type, message: 'drawn by the test', CancellationReasons } }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
