import type { Message } from '@aws-sdk/client-sqs'
import type { SQSMessageAttributes, SQSRecord } from 'aws-lambda'
import { REGION } from './names.ts'

/** One record of the event that Lambda makes of a received message. */
export function toRecord(message: Message, eventSourceARN: string): SQSRecord {
  const { SentTimestamp = '', SenderId = '', ...more } = message.Attributes ?? {}
  return {
    messageId: message.MessageId ?? '',
    receiptHandle: message.ReceiptHandle ?? '',
    body: message.Body ?? '',
    attributes: {
      ...more,
      ApproximateReceiveCount: more.ApproximateReceiveCount ?? '',
      SentTimestamp,
      SenderId,
      ApproximateFirstReceiveTimestamp: more.ApproximateFirstReceiveTimestamp ?? '',
    },
    messageAttributes: toAttributes(message),
    ...(message.MD5OfMessageAttributes && { md5OfMessageAttributes: message.MD5OfMessageAttributes }),
    md5OfBody: message.MD5OfBody ?? '',
    eventSource: 'aws:sqs',
    eventSourceARN,
    awsRegion: REGION,
  }
}

const toAttributes = ({ MessageAttributes = {} }: Message): SQSMessageAttributes =>
  Object.fromEntries(
    Object.entries(MessageAttributes).map(([name, { DataType = 'String', StringValue, BinaryValue }]) => [
      name,
      {
        ...(StringValue !== undefined && { stringValue: StringValue }),
        ...(BinaryValue && { binaryValue: Buffer.from(BinaryValue).toString('base64') }),
        stringListValues: [],
        binaryListValues: [],
        dataType: DataType,
      },
    ]),
  )
