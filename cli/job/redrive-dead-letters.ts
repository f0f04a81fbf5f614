import {
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs'
import * as v from 'valibot'
import type { ReopenRow } from '../../functions/aws/reopen-row.ts'
import { memberKey } from '../../functions/import/member-key.ts'
import { parseJson } from '../../functions/member/parse-json.ts'
import type { RowKey } from '../../functions/ports.ts'
import type { Context } from '../context.ts'

/**
 * Sends every dead letter again and removes it; letters that come while this goes on are left. The record of a row that
 * was given up is removed first; where the row has ended otherwise, its message is acknowledged without a call. A crash
 * between leaves a letter that is sent twice, which the ledger bears. `brandId`: the brand of a brand credential.
 * Resolves to how many were sent of which job, those without one under the empty name.
 */
export async function redriveDeadLetters(
  queue: { client: SQSClient; url: string; deadLetterUrl: string },
  reopen: ReopenRow,
  brandId: string | undefined,
  { io, now }: Pick<Context, 'io' | 'now'>,
): Promise<Map<string, number>> {
  const { client, url, deadLetterUrl } = queue
  const begunAt = now()
  const byJob = new Map<string, number>()

  for (;;) {
    const received = await receive()
    if (received.length === 0) return byJob
    for (const letter of received) {
      if (Number(letter.Attributes?.SentTimestamp) >= begunAt) continue
      const row = rowOf(letter)
      if (row) await reopen(row, memberOf(letter, brandId))
      await sendAgain(letter)
      byJob.set(row?.jobId ?? '', (byJob.get(row?.jobId ?? '') ?? 0) + 1)
      await client.send(new DeleteMessageCommand({ QueueUrl: deadLetterUrl, ReceiptHandle: letter.ReceiptHandle }))
    }
    io.progress.update(`${[...byJob.values()].reduce((sum, count) => sum + count, 0)} sent again`)
  }

  async function receive(): Promise<Message[]> {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: deadLetterUrl,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: 2,
        VisibilityTimeout: 60,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['SentTimestamp'],
      }),
    )
    return Messages
  }

  async function sendAgain({ Body, MessageAttributes }: Message): Promise<void> {
    const group = MessageAttributes?.['job_id']?.StringValue
    await client.send(
      new SendMessageCommand({
        QueueUrl: url,
        MessageBody: Body,
        MessageAttributes,
        ...(group !== undefined && { MessageGroupId: group }),
      }),
    )
  }
}

const Member = v.object({ brand_id: v.exactOptional(v.string()), card_id: v.string(), openid: v.string() })

/** The member's name in the ledger; undefined where the letter's body never was a request. */
function memberOf({ Body = '' }: Message, brandId: string | undefined): string | undefined {
  const parsed = parseJson(Buffer.from(Body))
  const member = v.safeParse(Member, 'value' in parsed ? parsed.value : undefined)
  if (!member.success) return undefined
  const { brand_id = brandId, card_id, openid } = member.output
  return brand_id === undefined ? undefined : memberKey(brand_id, card_id, openid)
}

function rowOf({ MessageAttributes }: Message): RowKey | undefined {
  const jobId = MessageAttributes?.['job_id']?.StringValue
  const row = Number(MessageAttributes?.['row']?.StringValue)
  return jobId !== undefined && Number.isInteger(row) && row > 0 ? { jobId, row } : undefined
}
