import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Store } from 'dynalite/db/index.js'
import * as v from 'valibot'
import { expect, test } from 'vitest'
import { act, checkInput, ensureTable, openStore } from '../../../infra/local/aws/table-store.ts'
import { transactWriteItems } from '../../../infra/local/aws/transact-write.ts'
import { COUNT, itemOf, STATE_TABLE } from './generations.ts'

const CHILD = join(import.meta.dirname, 'transact-forever.ts')

/** Runs the child until it is about to commit for the `nth` time, and kills it there. Returns that generation. */
async function killAtCommit(folder: string, firstGeneration: number, nth: number): Promise<number> {
  const child = spawn(process.execPath, [CHILD, folder, String(firstGeneration)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  for await (const line of createInterface({ input: child.stdout })) {
    if (Number(line) - firstGeneration + 1 < nth) continue
    child.kill('SIGKILL')
    await exited
    return Number(line)
  }
  throw new Error('The child ended by itself.')
}

const Found = v.object({ Items: v.array(v.object({ generation: v.object({ N: v.string() }) })) })

async function generations(store: Store): Promise<number[]> {
  const input = {
    TableName: 'state',
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': { S: 'generations' } },
  }
  const found = v.parse(Found, await act(store, 'Query', checkInput(store, 'Query', input)))
  return found.Items.map(({ generation }) => Number(generation.N))
}

test('a kill at the commit leaves all of a transaction or nothing', { timeout: 120_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'transact-'))
  try {
    let next = 1
    for (let kill = 0; kill < 15; kill++) {
      const killedAt = await killAtCommit(folder, next, 2 + (kill % 3))
      const store = await openStore(folder)
      const found = await generations(store)
      await store.db.close()
      expect(found).toHaveLength(COUNT)
      expect(new Set(found).size).toBe(1)
      // The one before was committed when the line was written; the child may be past it when the signal arrives.
      expect(found[0]).toBeGreaterThanOrEqual(killedAt - 1)
      next = Number(found[0]) + 1
    }
  } finally {
    await rm(folder, { recursive: true })
  }
})

const openWithTable = async () => {
  const store = await openStore()
  await ensureTable(store, STATE_TABLE)
  return store
}

const countOne = {
  ClientRequestToken: 'same',
  TransactItems: [
    {
      Update: {
        TableName: 'state',
        Key: { pk: { S: 'generations' }, sk: { S: 'x' } },
        UpdateExpression: 'ADD generation :one',
        ExpressionAttributeValues: { ':one': { N: '1' } },
      },
    },
  ],
}

test('a token is remembered for ten minutes, and no longer', async () => {
  const store = await openWithTable()
  await transactWriteItems(store, countOne, 1_000)
  await transactWriteItems(store, countOne, 1_000 + 600_000)
  expect(await generations(store)).toEqual([1])
  await transactWriteItems(store, countOne, 1_000 + 600_001)
  expect(await generations(store)).toEqual([2])
  await store.db.close()
})

test('a token is remembered over a restart', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'transact-'))
  try {
    const before = await openStore(folder)
    await ensureTable(before, STATE_TABLE)
    await transactWriteItems(before, countOne, 0)
    await before.db.close()
    const after = await openStore(folder)
    await transactWriteItems(after, countOne, 1)
    expect(await generations(after)).toEqual([1])
    await after.db.close()
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('a transaction that failed is tried again under the same token', async () => {
  const store = await openWithTable()
  const Item = itemOf(1, 1)
  const check = { TableName: 'state', Key: { pk: Item.pk, sk: Item.sk }, ConditionExpression: 'attribute_exists(pk)' }
  const input = { ...countOne, TransactItems: [...countOne.TransactItems, { ConditionCheck: check }] }
  await expect(transactWriteItems(store, structuredClone(input), 0)).rejects.toThrow('ConditionalCheckFailed')
  await act(store, 'PutItem', { TableName: 'state', Item })
  await transactWriteItems(store, structuredClone(input), 1)
  expect(await generations(store)).toEqual([1, 1])
  await store.db.close()
})
