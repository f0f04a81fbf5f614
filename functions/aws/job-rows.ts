import { paginateQuery } from '@aws-sdk/client-dynamodb'
import { type Item, jobItem, readNumber, type StateTable, text } from './state-table.ts'

/** How a row ended. `code` and `pointer` are empty where there is none; `endedAt` in ms since 1970. */
export type JobRow = {
  row: number
  state: string
  code: string
  pointer: string
  detail?: string
  requestId?: string
  attempts: number
  openid?: string
  userCardCode?: string
  endedAt: number
}

/** The rows of a job that have ended, in their order. */
export async function* readJobRows(
  { client, name }: Pick<StateTable, 'client' | 'name'>,
  jobId: string,
): AsyncGenerator<JobRow> {
  const pages = paginateQuery(
    { client },
    {
      TableName: name,
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :job AND begins_with(sk, :row)',
      ExpressionAttributeValues: { ':job': jobItem(jobId).pk, ':row': text('ROW#') },
    },
  )
  for await (const { Items = [] } of pages) yield* Items.map(readRow)
}

function readRow(item: Item): JobRow {
  return {
    row: Number(item.sk?.S?.slice('ROW#'.length)),
    state: item.state?.S ?? '',
    code: item.code?.S ?? '',
    pointer: item.pointer?.S ?? '',
    ...(item.detail?.S !== undefined && { detail: item.detail.S }),
    ...(item.request_id?.S !== undefined && { requestId: item.request_id.S }),
    attempts: readNumber(item, 'attempts') ?? 0,
    ...(item.openid?.S !== undefined && { openid: item.openid.S }),
    ...(item.user_card_code?.S !== undefined && { userCardCode: item.user_card_code.S }),
    endedAt: readNumber(item, 'ended_at') ?? 0,
  }
}
