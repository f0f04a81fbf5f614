/**
 * Run as a child by transact-write.test.ts: commits generation after generation of the same hundred items, and writes
 * its number just before the store gets it, so that its parent can kill it there.
 */
import { writeSync } from 'node:fs'
import { ensureTable, openStore } from '../../../infra/local/aws/table-store.ts'
import { transactWriteItems } from '../../../infra/local/aws/transact-write.ts'
import { COUNT, itemOf, STATE_TABLE } from './generations.ts'

const store = await openStore(process.argv[2])
let generation = Number(process.argv[3])
if (generation === 1) await ensureTable(store, STATE_TABLE)

const commit = store.db.batch
store.db.batch = writes => {
  writeSync(1, `${generation}\n`)
  return commit(writes)
}

for (; ; generation++) {
  const items = Array.from({ length: COUNT }, (_, n) => ({ Put: { TableName: 'state', Item: itemOf(n, generation) } }))
  await transactWriteItems(store, { TransactItems: items }, 0)
}
