import { type DynamoDBClient, paginateQuery } from '@aws-sdk/client-dynamodb'

export type JobRow = { row: number; state: string; code: string; pointer: string; attempts: number }

/** The rows of a job that have ended, in their order. */
export async function* readJobRows(client: DynamoDBClient, tableName: string, jobId: string): AsyncGenerator<JobRow> {
  const pages = paginateQuery(
    { client },
    {
      TableName: tableName,
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :job AND begins_with(sk, :row)',
      ExpressionAttributeValues: { ':job': { S: `JOB#${jobId}` }, ':row': { S: 'ROW#' } },
    },
  )
  for await (const { Items = [] } of pages) {
    for (const item of Items) {
      yield {
        row: Number(item.sk?.S?.slice('ROW#'.length)),
        state: item.state?.S ?? '',
        code: item.code?.S ?? '',
        pointer: item.pointer?.S ?? '',
        attempts: Number(item.attempts?.N ?? 0),
      }
    }
  }
}
