import {
  createKey,
  type Item,
  type ItemDb,
  type Store,
  type Table,
  validateItem,
  validateKey,
  type Write,
} from 'dynalite/db/index.js'
import * as v from 'valibot'
import { ServiceError } from './json-service.ts'
import { act, checkInput } from './table-store.ts'

/** One action of a transaction, checked, with the item that it is about. */
export type Action = { operation: string; data: Record<string, unknown>; table: string; key: string; writes: boolean }

export type Reason = { Code: 'None' | 'ConditionalCheckFailed' | 'ValidationError'; Message?: string }

/** A condition check is a conditional delete whose write is left out: the same key, the same condition. */
const OPERATIONS: Record<string, string> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'DeleteItem',
}

const Keyed = v.looseObject({
  TableName: v.string(),
  Item: v.optional(v.record(v.string(), v.unknown())),
  Key: v.optional(v.record(v.string(), v.unknown())),
})

export const invalid = (message: string) => new ServiceError('com.amazon.coral.validate#ValidationException', message)

/** Checks what can be checked without the item. Throws as DynamoDB refuses the whole request. */
export async function prepare(store: Store, entry: Record<string, unknown>): Promise<Action> {
  const [[name, input] = ['', undefined], ...more] = Object.entries(entry)
  const operation = OPERATIONS[name]
  if (operation === undefined || more.length > 0)
    throw invalid('TransactItems can only contain one of Check, Put, Update or Delete')
  if (name === 'ConditionCheck' && !v.is(v.object({ ConditionExpression: v.string() }), input))
    throw invalid('The ConditionExpression of a ConditionCheck must not be null')
  const data = checkInput(store, operation, input)
  const { TableName, Item, Key } = v.parse(Keyed, data)
  const table = await getTable(store, TableName)
  const item: Item = Item ?? Key ?? {}
  const fault = Item ? validateItem(item, table) : validateKey(item, table)
  if (fault) throw fault
  return { operation, data, table: TableName, key: createKey(item, table), writes: name !== 'ConditionCheck' }
}

const getTable = (store: Store, name: string) =>
  new Promise<Table>((resolve, reject) =>
    store.getTable(name, (error, table) => (error ? reject(error) : resolve(table))),
  )

/** Runs an action against a store that keeps the writes back: what it would write, or why it cannot. */
export async function stage(store: Store, action: Action): Promise<{ reason: Reason; writes: Write[] }> {
  const writes: Write[] = []
  try {
    await act(holdBack(store, writes), action.operation, action.data)
    return { reason: { Code: 'None' }, writes: action.writes ? writes : [] }
  } catch (error) {
    const { body } = v.parse(Refusal, error)
    const code = body.__type.endsWith('ConditionalCheckFailedException') ? 'ConditionalCheckFailed' : 'ValidationError'
    return { reason: { Code: code, Message: body.message }, writes: [] }
  }
}

const Refusal = v.looseObject({ body: v.object({ __type: v.string(), message: v.string() }) })

/** Reads as the store does; writes go to `writes`, under the keys that dynalite gives them (its db/index.js, getSubDb). */
function holdBack(store: Store, writes: Write[]): Store {
  const held = (prefix: string, items: ItemDb): ItemDb => ({
    get: items.get,
    put: (key, value, done) => {
      writes.push({ type: 'put', key: prefix + key, value })
      done(null, undefined)
    },
    del: (key, done) => {
      writes.push({ type: 'del', key: prefix + key })
      done(null, undefined)
    },
    // The transaction holds the locks of all its items already.
    lock: (_key, run) => run(callback => callback),
  })
  return {
    ...store,
    getItemDb: table => held(`item-${table}~`, store.getItemDb(table)),
    getIndexDb: (type, table, index) =>
      held(`index-${type.toLowerCase()}~${table}~${index}~`, store.getIndexDb(type, table, index)),
  }
}
