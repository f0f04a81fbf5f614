import middy from '@middy/core'
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import { composeQueue, log, metrics } from './compose.ts'
import type { QueueMessage } from './ports.ts'

const workBatch = composeQueue(process.env)

/** The queue function: an SQS batch with partial responses; exactly the messages that must come back are returned. */
export const handler = middy<SQSEvent, SQSBatchResponse>()
  .before(({ context }) => log.begin(context.awsRequestId))
  .after(() => metrics.flush())
  .onError(() => metrics.flush())
  .handler(async ({ Records }, context) => {
    const returning = await workBatch(Records.map(readRecord), context.getRemainingTimeInMillis())
    return { batchItemFailures: returning.map(({ id }) => ({ itemIdentifier: id })) }
  })

/** A record that is not as SQS writes them has its own message fail, and no other of its batch. */
function readRecord({ messageId, receiptHandle, body, attributes, messageAttributes }: SQSRecord): QueueMessage {
  const strings = Object.entries(messageAttributes ?? {}).flatMap(([name, value]) =>
    value?.stringValue === undefined ? [] : [[name, value.stringValue] as const],
  )
  return {
    id: messageId,
    receiptHandle,
    body,
    attributes: Object.fromEntries(strings),
    sentAt: Number(attributes?.SentTimestamp),
    receives: Number(attributes?.ApproximateReceiveCount),
  }
}
