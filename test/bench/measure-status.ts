/** How many requests to the table the status of a job takes, whatever its size. */
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { createReadJobStatus } from '../../functions/aws/job-status.ts'
import { jobItem, number, text } from '../../functions/aws/state-table.ts'
import { startLocal } from '../../infra/local/start-local.ts'
import { countCalls } from './count-calls.ts'
import { type Row, single } from './row.ts'

export async function measureStatus(sizes: readonly number[]): Promise<Row[]> {
  const local = await startLocal({ stack: { polls: false } })
  const counts = { calls: new Map<string, number>(), writeUnits: 0, readUnits: 0 }
  const proxy = await countCalls(() => local.stack.dynamodb.endpoint, counts)
  try {
    const rows: Row[] = []
    const client = new DynamoDBClient({ ...local.stack.dynamodb, endpoint: proxy.url })
    const table = { client, name: local.stack.tableName, credential: local.stack.secretId }
    for (const size of sizes) {
      const counters = { rows: number(size), imported: number(size - 1), created_at: number(0), updated_at: number(0) }
      const Item = { ...jobItem(`job-${size}`), ...counters, card_id: text('card'), brand_id: text('1004') }
      await local.dynamodb.send(new PutItemCommand({ TableName: table.name, Item }))
      counts.calls.clear()
      await createReadJobStatus(table, Date)(`job-${size}`)
      const requests = [...counts.calls.values()].reduce((sum, count) => sum + count, 0)
      rows.push({
        what: `status of a job of ${size} rows`,
        who: 'requests to the table',
        unit: '',
        ...single(requests),
      })
    }
    client.destroy()
    return rows
  } finally {
    await proxy.close()
    await local.close()
  }
}
