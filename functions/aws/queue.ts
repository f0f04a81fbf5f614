import {
  ChangeMessageVisibilityBatchCommand,
  type MessageAttributeValue,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import type { DeadLetters, HandOver, Queue } from '../ports.ts'
import { REQUEST_LIMITS } from './request-limits.ts'

/** The client goes where AWS_ENDPOINT_URL says, also when a queue URL names another host. */
export function openQueues(): SQSClient {
  return new SQSClient({ useQueueUrlAsEndpoint: false, requestHandler: REQUEST_LIMITS })
}

/** What one request of SQS may change. */
const MOST_ENTRIES = 10

export function createQueue(client: SQSClient, queueUrl: string): Queue {
  return {
    async hide(messages) {
      const entries = messages.map(({ receiptHandle, seconds }, index) => ({
        Id: String(index),
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: seconds,
      }))
      const requests = Array.from({ length: Math.ceil(entries.length / MOST_ENTRIES) }, (_, index) =>
        entries.slice(index * MOST_ENTRIES, (index + 1) * MOST_ENTRIES),
      )
      await Promise.all(
        requests.map(Entries => client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries }))),
      )
    },
  }
}

export function createDeadLetters(client: SQSClient, queueUrl: string): DeadLetters {
  return {
    async copy({ body, attributes }) {
      await client.send(
        new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body, MessageAttributes: strings(attributes) }),
      )
    },
  }
}

export function createHandOver(client: SQSClient, queueUrl: string): HandOver {
  return {
    async settleLater(request, serial) {
      await client.send(
        new SendMessageCommand({
          QueueUrl: queueUrl,
          MessageBody: JSON.stringify(request),
          MessageAttributes: strings({ 'Wechatpay-Serial': serial, settle: 'true' }),
        }),
      )
    },
  }
}

function strings(attributes: Readonly<Record<string, string>>): Record<string, MessageAttributeValue> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
  )
}
