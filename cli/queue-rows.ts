import { createPublicKey } from 'node:crypto'
import { SendMessageBatchCommand, type SendMessageBatchRequestEntry, type SQSClient } from '@aws-sdk/client-sqs'
import { encryptPersonalFields } from '../functions/wechatpay/encrypt-personal-fields.ts'
import { buildRequest } from './build-request.ts'
import type { CsvRow } from './read-csv.ts'

/** What SQS takes in one request. */
const MOST_ENTRIES = 10

/** The answer of `GET /encryption-key`. */
export type EncryptionKey = { wechatpay_serial: string; public_key: string }

/**
 * Sends rows as messages of a job, their personal fields encrypted here; resolves to how many were sent. The messages
 * of a job share a MessageGroupId, so that a long job does not hold up a short one.
 */
export async function queueRows(
  rows: AsyncIterable<CsvRow>,
  job: { id: string; common: Record<string, unknown>; key: EncryptionKey },
  queue: { client: SQSClient; url: string },
): Promise<number> {
  const key = createPublicKey(job.key.public_key)
  let batch: SendMessageBatchRequestEntry[] = []
  let sent = 0

  for await (const { row, cells } of rows) {
    const request = encryptPersonalFields(buildRequest(cells, job.common), key)
    batch.push({
      Id: String(row),
      MessageBody: JSON.stringify(request),
      MessageGroupId: job.id,
      MessageAttributes: {
        job_id: { DataType: 'String', StringValue: job.id },
        row: { DataType: 'Number', StringValue: String(row) },
        'Wechatpay-Serial': { DataType: 'String', StringValue: job.key.wechatpay_serial },
      },
    })
    if (batch.length === MOST_ENTRIES) await send()
  }
  if (batch.length > 0) await send()
  return sent

  async function send(): Promise<void> {
    const { Failed = [] } = await queue.client.send(
      new SendMessageBatchCommand({ QueueUrl: queue.url, Entries: batch }),
    )
    const [first] = Failed
    if (first) throw new Error(`SQS did not take row ${first.Id}: ${first.Code}. Run the same command again.`)
    sent += batch.length
    batch = []
  }
}
