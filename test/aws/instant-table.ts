import type { ItemDb, Store, Table, Write } from 'dynalite/db/index.js'
import * as v from 'valibot'
import type { Item, Key } from '../../functions/aws/state-table.ts'
import { act, checkInput } from '../../infra/local/aws/table-store.ts'
import { transactWriteItems } from '../../infra/local/aws/transact-write.ts'
import { TABLE_KEYS } from '../table-definition.ts'

const BatchGet = v.object({
  RequestItems: v.record(v.string(), v.object({ Keys: v.array(v.record(v.string(), v.unknown())) })),
})
const StoredItem = v.record(
  v.string(),
  v.custom<Item[string]>(value => typeof value === 'object' && value !== null),
)
const Got = v.object({ Item: v.optional(v.record(v.string(), v.unknown())) })

/** The tokens of transactions stand among the items, as those of a table that cannot be. */
const TOKENS = 'item-~'

export type InstantTable = {
  /** Runs one operation as DynamoDB would; nothing else may be under way meanwhile. */
  run(operation: string, input: unknown): Promise<Record<string, unknown>>
  /** All items as they stand. */
  items(): Item[]
  /** How an item stands. */
  item(key: Key): Item | undefined
}

/**
 * The conditions, updates and transactions of the local stack's table on items in memory, without a server: nothing is
 * waited for but promises that are kept already, so that a model's scheduler alone decides in which order things happen.
 */
export function createInstantTable(): InstantTable {
  const items = new Map<string, unknown>()
  const store = createStore(items)
  let busy = false

  return {
    async run(operation, input) {
      if (busy) throw new Error('Two operations at once: their order is not the scheduler’s.')
      busy = true
      try {
        return await operate(store, operation, input)
      } finally {
        busy = false
      }
    },
    items: standing,
    item: ({ pk, sk }) => standing().find(item => item.pk?.S === pk.S && item.sk?.S === sk.S),
  }

  function standing(): Item[] {
    return [...items].flatMap(([key, item]) => (key.startsWith(TOKENS) ? [] : [v.parse(StoredItem, item)]))
  }
}

async function operate(store: Store, operation: string, input: unknown): Promise<Record<string, unknown>> {
  if (operation === 'TransactWriteItems') return await transactWriteItems(store, input, 0)
  if (operation !== 'BatchGetItem') {
    return v.parse(v.record(v.string(), v.unknown()), await act(store, operation, checkInput(store, operation, input)))
  }
  const { RequestItems } = v.parse(BatchGet, input)
  const [[TableName, { Keys }] = ['', { Keys: [] }]] = Object.entries(RequestItems)
  const found = await Promise.all(Keys.map(async Key => v.parse(Got, await act(store, 'GetItem', { TableName, Key }))))
  return { Responses: { [TableName]: found.flatMap(({ Item }) => Item ?? []) } }
}

/** dynalite's store, as far as its actions on single items use it; each call back comes before the call returns. */
function createStore(items: Map<string, unknown>): Store & { options: { maxItemSize: number } } {
  const db = (prefix: string): ItemDb => ({
    get: (key, done) => done(null, structuredClone(items.get(prefix + key))),
    put: (key, value, done) => {
      items.set(prefix + key, value)
      done(null, undefined)
    },
    del: (key, done) => {
      items.delete(prefix + key)
      done(null, undefined)
    },
    lock: (_key, run) => run(done => done),
  })
  const table: Table = TABLE_KEYS
  return {
    options: { maxItemSize: 400 * 1024 },
    tableDb: db('table~'),
    db: {
      batch: async (writes: Write[]) => {
        for (const write of writes) {
          if (write.type === 'put') items.set(write.key, write.value)
          else items.delete(write.key)
        }
      },
      open: async () => {},
      close: async () => {},
    },
    getTable: (_name, done) => done(null, table),
    getItemDb: name => db(`item-${name}~`),
    getIndexDb: (type, name, index) => db(`index-${type.toLowerCase()}~${name}~${index}~`),
  }
}
