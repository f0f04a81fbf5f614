import { type AttributeValue, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readJobRows } from '../../functions/aws/job-rows.ts'
import { CREDENTIALS, REGION } from '../../infra/local/aws/names.ts'
import { startTable, type TableService } from '../../infra/local/aws/table.ts'
import { TABLE_KEYS } from '../table-definition.ts'

const NAME = 'state'
let service: TableService
let client: DynamoDBClient

beforeEach(async () => {
  service = await startTable({})
  client = new DynamoDBClient({ endpoint: service.url, region: REGION, credentials: CREDENTIALS })
  await service.createTable({
    TableName: NAME,
    ...TABLE_KEYS,
  })
})
afterEach(async () => {
  client.destroy()
  await service.close()
})

async function put(job: string, sk: string, more: Record<string, AttributeValue> = {}) {
  await client.send(new PutItemCommand({ TableName: NAME, Item: { pk: { S: `JOB#${job}` }, sk: { S: sk }, ...more } }))
}
const rowsOf = async (job: string) => await Array.fromAsync(readJobRows({ client, name: NAME }, job))

test('the rows of the job alone, in their order, without its counters', async () => {
  await put('a', 'JOB', { imported: { N: '1' } })
  await put('a', 'ROW#0000010', {
    state: { S: 'imported' },
    attempts: { N: '1' },
    request_id: { S: '08F5B8C2B506-0' },
    openid: { S: 'openid-0001' },
    user_card_code: { S: 'A-0001' },
    ended_at: { N: '1722850421123' },
  })
  const refused = {
    state: { S: 'rejected' },
    code: { S: 'too_long' },
    pointer: { S: '/level' },
    detail: { S: 'Too long.' },
  }
  await put('a', 'ROW#0000002', refused)
  await put('ab', 'ROW#0000001', { state: { S: 'imported' } })
  expect(await rowsOf('a')).toEqual([
    { row: 2, state: 'rejected', code: 'too_long', pointer: '/level', detail: 'Too long.', attempts: 0, endedAt: 0 },
    {
      row: 10,
      state: 'imported',
      code: '',
      pointer: '',
      attempts: 1,
      requestId: '08F5B8C2B506-0',
      openid: 'openid-0001',
      userCardCode: 'A-0001',
      endedAt: 1_722_850_421_123,
    },
  ])
})

test('more rows than one page of the table holds', async () => {
  // A page ends at 1 MB.
  for (let row = 1; row <= 4; row += 1) await put('long', `ROW#000000${row}`, { detail: { S: 'x'.repeat(380_000) } })
  expect((await rowsOf('long')).map(({ row }) => row)).toEqual([1, 2, 3, 4])
})

test('a job that nobody knows has no rows', async () => {
  expect(await rowsOf('nothing')).toEqual([])
})
