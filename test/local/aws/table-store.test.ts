import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { create } from 'dynalite/db/index.js'
import { expect, test } from 'vitest'
import { act, checkInput, ensureTable, openStore } from '../../../infra/local/aws/table-store.ts'
import { itemOf, STATE_TABLE } from './generations.ts'

test('a table that a killed process left half made is used', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'store-'))
  try {
    // With a day to make a table in, dynalite leaves it as a kill would.
    const slow = create({ path: folder, createTableMs: 86_400_000, deleteTableMs: 0, updateTableMs: 0 })
    await slow.db.open()
    const input = { ...STATE_TABLE, BillingMode: 'PAY_PER_REQUEST' }
    const made = await act(slow, 'CreateTable', checkInput(slow, 'CreateTable', input))
    expect(made).toMatchObject({ TableDescription: { TableStatus: 'CREATING' } })
    await slow.db.close()

    const store = await openStore(folder)
    await ensureTable(store, STATE_TABLE)
    const described = await act(store, 'DescribeTable', { TableName: 'state' })
    expect(described).toMatchObject({ Table: { TableStatus: 'ACTIVE', KeySchema: STATE_TABLE.KeySchema } })
    await act(store, 'PutItem', { TableName: 'state', Item: itemOf(1, 1) })
    await ensureTable(store, STATE_TABLE)
    expect(await act(store, 'Scan', { TableName: 'state' })).toMatchObject({ Count: 1 })
    await store.db.close()
  } finally {
    await rm(folder, { recursive: true })
  }
})
