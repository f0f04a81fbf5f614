import type { KeyObject } from 'node:crypto'
import { SendMessageBatchCommand, type SendMessageBatchRequestEntry, type SQSClient } from '@aws-sdk/client-sqs'
import { encryptPersonalFields } from '../../functions/wechatpay/encrypt-personal-fields.ts'

export type OutgoingRow = { row: number; request: object }

/** The WeChat Pay key that personal fields are encrypted under, and its name. */
export type SealingKey = { serial: string; key: KeyObject }

type Queue = { client: SQSClient; url: string }

/** What SQS takes in one request, and how many requests are under way at once: a round trip is some 20 ms. */
const MOST_ENTRIES = 10
const AT_ONCE = 8
/** SQS may refuse single entries for a moment; each is tried again this often. */
const MOST_TRIES = 5

/**
 * Sends rows as messages of a job, their personal fields encrypted here; `taken` is told which rows SQS has. The messages
 * of a job share a MessageGroupId, so that a long job does not hold up a short one. Rejects with the first failure,
 * when what is under way has ended. Resolves to how many were sent.
 */
export async function sendRows(
  rows: AsyncIterable<OutgoingRow>,
  job: { id: string; key: () => Promise<SealingKey> },
  queue: Queue,
  { taken, sleep }: { taken(rows: readonly number[]): void; sleep(ms: number): Promise<void> },
): Promise<number> {
  const underWay = new Set<Promise<void>>()
  let failure: { error: unknown } | undefined
  let batch: SendMessageBatchRequestEntry[] = []
  let sent = 0

  const begin = async () => {
    const entries = batch
    batch = []
    while (underWay.size >= AT_ONCE) await Promise.race(underWay)
    const sending = send(entries, queue, sleep)
      .then(() => {
        sent += entries.length
        taken(entries.map(({ Id }) => Number(Id)))
      })
      .catch(error => {
        failure ??= { error }
      })
      .finally(() => underWay.delete(sending))
    underWay.add(sending)
  }

  try {
    for await (const row of rows) {
      if (failure) break
      batch.push(toEntry(row, job.id, await job.key()))
      if (batch.length === MOST_ENTRIES) await begin()
    }
    if (batch.length > 0 && !failure) await begin()
  } finally {
    await Promise.all(underWay)
  }
  if (failure) throw failure.error
  return sent
}

function toEntry({ row, request }: OutgoingRow, jobId: string, { serial, key }: SealingKey) {
  return {
    Id: String(row),
    MessageBody: JSON.stringify(encryptPersonalFields(request, key)),
    MessageGroupId: jobId,
    MessageAttributes: {
      job_id: { DataType: 'String', StringValue: jobId },
      row: { DataType: 'Number', StringValue: String(row) },
      'Wechatpay-Serial': { DataType: 'String', StringValue: serial },
    },
  }
}

async function send(
  entries: SendMessageBatchRequestEntry[],
  { client, url }: Queue,
  sleep: (ms: number) => Promise<void>,
): Promise<void> {
  let left = entries
  for (let tries = 1; ; tries += 1) {
    const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries: left }))
    const [first] = Failed
    if (!first) return
    if (tries === MOST_TRIES || Failed.some(({ SenderFault }) => SenderFault)) {
      throw new Error(`SQS did not take row ${first.Id}: ${first.Code}.`)
    }
    const failed = new Set(Failed.map(({ Id }) => Id))
    left = left.filter(({ Id }) => failed.has(Id))
    await sleep(100 * 2 ** tries)
  }
}
