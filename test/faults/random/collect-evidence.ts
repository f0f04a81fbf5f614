import { type AttributeValue, paginateScan } from '@aws-sdk/client-dynamodb'
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs'
import * as v from 'valibot'
import type { Local } from '../../../infra/local/start-local.ts'
import {
  Call,
  Card,
  type Evidence,
  type JobRecord,
  type Letter,
  type RowRecord,
  STATES,
} from '../../checker/evidence.ts'
import { control, depth } from '../../e2e/harness.ts'

type Found = Pick<Evidence, 'journal' | 'cards' | 'records' | 'jobs' | 'letters' | 'waiting'>

/** Reads what a run has left behind: WeChat Pay's journal and cards, the table as it is, the queues. */
export async function collectEvidence(local: Local): Promise<Found> {
  const { entries: journal } = v.parse(v.object({ entries: v.array(Call) }), await control(local, 'GET', 'journal'))
  const { cards } = v.parse(v.object({ cards: v.array(Card) }), await control(local, 'GET', 'cards'))
  const records: RowRecord[] = []
  const jobs: JobRecord[] = []
  const pages = paginateScan({ client: local.dynamodb }, { TableName: local.stack.tableName, ConsistentRead: true })
  for await (const { Items = [] } of pages) {
    for (const item of Items) {
      const jobId = item['pk']?.S?.match(/^JOB#(.*)$/)?.[1]
      const sk = item['sk']?.S ?? ''
      if (jobId === undefined) continue
      if (sk.startsWith('ROW#')) records.push(readRow(jobId, Number(sk.slice('ROW#'.length)), item))
      else jobs.push({ jobId, counts: Object.fromEntries(STATES.map(state => [state, Number(item[state]?.N ?? 0)])) })
    }
  }
  const waiting = await depth(local, local.stack.queueUrl)
  return { journal, cards, records, jobs, letters: await readLetters(local), waiting }
}

function readRow(jobId: string, row: number, item: Record<string, AttributeValue>): RowRecord {
  const [requestId, openid, userCardCode] = [item['request_id']?.S, item['openid']?.S, item['user_card_code']?.S]
  return {
    jobId,
    row,
    state: item['state']?.S ?? '',
    code: item['code']?.S ?? '',
    ...(requestId !== undefined && { requestId }),
    ...(openid !== undefined && { openid }),
    ...(userCardCode !== undefined && { userCardCode }),
  }
}

/** What is read stays hidden, so that each is read once. */
async function readLetters({ sqs, stack }: Local): Promise<Letter[]> {
  const letters: Letter[] = []
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: stack.deadLetterQueueUrl,
        MaxNumberOfMessages: 10,
        MessageAttributeNames: ['All'],
        VisibilityTimeout: 600,
      }),
    )
    if (Messages.length === 0) return letters
    for (const { MessageAttributes = {} } of Messages) {
      letters.push({
        jobId: MessageAttributes['job_id']?.StringValue ?? '',
        row: Number(MessageAttributes['row']?.StringValue),
      })
    }
  }
}
