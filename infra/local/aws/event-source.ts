import { setTimeout as sleep } from 'node:timers/promises'
import { DeleteMessageBatchCommand, type Message, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { failedMessages } from './batch-answer.ts'
import { CREDENTIALS, REGION } from './names.ts'
import type { Result } from './runtime-api.ts'
import { toRecord } from './sqs-event.ts'

/** An event source mapping as CloudFormation has it; the window in seconds, 0 for none. */
export type Mapping = {
  queueArn: string
  batchSize: number
  windowSeconds: number
  maximumConcurrency: number
  reportsItems: boolean
}

const RECEIVE_AT_MOST = 10
const LONG_POLL_SECONDS = 20

/** Lambda invokes when a batch has 6 MB; ten more messages of 256 KiB, an import's most, must fit below. */
const ROOM_BYTES = 6_291_456 - RECEIVE_AT_MOST * 262_144

/**
 * Polls a queue and invokes a function with its messages, as Lambda's event source mapping does: at most
 * `maximumConcurrency` batches at once; what succeeded is deleted, what failed stays as hidden as it is. Not there: the
 * back-off after failures, filters. `close` stops polling and waits for the batches at work.
 */
export function startEventSource(options: {
  sqsUrl: string
  queueUrl: string
  mapping: Mapping
  invoke(event: unknown): Promise<Result>
}): { close(): Promise<void> } {
  const { queueUrl, mapping } = options
  const client = new SQSClient({ endpoint: options.sqsUrl, region: REGION, credentials: CREDENTIALS })
  const stop = new AbortController()

  const receive = async (count: number, waitSeconds: number): Promise<Message[]> => {
    const command = new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: Math.min(count, RECEIVE_AT_MOST),
      WaitTimeSeconds: waitSeconds,
      MessageAttributeNames: ['All'],
      MessageSystemAttributeNames: ['All'],
    })
    const { Messages = [] } = await client.send(command, { abortSignal: stop.signal })
    return Messages
  }

  /** The window begins with the first message, and ends early when the batch is full. */
  const collect = async (): Promise<Message[]> => {
    const batch = await receive(mapping.batchSize, LONG_POLL_SECONDS)
    const end = Date.now() + mapping.windowSeconds * 1000
    while (batch.length > 0 && batch.length < mapping.batchSize && sizeOf(batch) < ROOM_BYTES) {
      const left = end - Date.now()
      if (left <= 0) break
      batch.push(...(await receive(mapping.batchSize - batch.length, Math.ceil(left / 1000))))
    }
    return batch
  }

  const work = async (batch: Message[]) => {
    const records = batch.map(message => toRecord(message, mapping.queueArn))
    const result = await options.invoke({ Records: records })
    const ids = records.map(({ messageId }) => messageId)
    const failed = failedMessages(result, ids, mapping.reportsItems)
    const done = records.filter(({ messageId }) => !failed.has(messageId))
    const batches = Array.from({ length: Math.ceil(done.length / RECEIVE_AT_MOST) }, (_, at) =>
      done.slice(at * RECEIVE_AT_MOST, (at + 1) * RECEIVE_AT_MOST),
    )
    await Promise.all(
      batches.map(batch => {
        const Entries = batch.map(({ receiptHandle }, n) => ({ Id: String(n), ReceiptHandle: receiptHandle }))
        return client.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }))
      }),
    )
  }

  const poll = async () => {
    while (!stop.signal.aborted) {
      try {
        const batch = await collect()
        if (batch.length > 0) await work(batch)
      } catch (error) {
        if (stop.signal.aborted) return
        console.error(`The event source of ${queueUrl} goes on in a second: ${error}`)
        await sleep(1000, undefined, { signal: stop.signal }).catch(() => {})
      }
    }
  }

  const pollers = Array.from({ length: mapping.maximumConcurrency }, poll)
  return {
    close: async () => {
      stop.abort()
      await Promise.all(pollers)
      client.destroy()
    },
  }
}

const sizeOf = (batch: Message[]) => batch.reduce((sum, { Body = '' }) => sum + Buffer.byteLength(Body), 0)
