import type { Store } from 'dynalite/db/index.js'
import * as v from 'valibot'
import { act, checkInput } from '../../../infra/local/aws/table-store.ts'

export const COUNT = 100

const STATE_TABLE = {
  TableName: 'state',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
}

/** Large enough for one commit to take milliseconds: a kill is then likely to hit it. */
export const itemOf = (n: number, generation: number) => ({
  pk: { S: 'generations' },
  sk: { S: String(n).padStart(3, '0') },
  generation: { N: String(generation) },
  ballast: { S: 'x'.repeat(4000) },
})

const Active = v.object({ Table: v.object({ TableStatus: v.literal('ACTIVE') }) })

/** Makes the table and waits until it is there. */
export async function createTable(store: Store): Promise<void> {
  await act(store, 'CreateTable', checkInput(store, 'CreateTable', STATE_TABLE))
  while (!v.is(Active, await act(store, 'DescribeTable', { TableName: 'state' })));
}
