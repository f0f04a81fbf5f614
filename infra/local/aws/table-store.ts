import { createRequire } from 'node:module'
import { create, type Store } from 'dynalite/db/index.js'
import { checkTypes, checkValidations, toLowerFirst } from 'dynalite/validations/index.js'
import * as v from 'valibot'
import { ServiceError } from './json-service.ts'

/** dynalite's store of tables and items: a LevelDB in `folder`, or memory. Its artificial delays are off. Rejects if another process has it open. */
export async function openStore(folder?: string): Promise<Store> {
  const noDelay = { createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 }
  const store = create(folder === undefined ? noDelay : { ...noDelay, path: folder })
  await store.db.open()
  return store
}

type Rules = { types: unknown; custom: unknown }
type Action = (store: Store, data: unknown, callback: (error: Error | null, output: unknown) => void) => void

const require = createRequire(import.meta.url)

/** dynalite's own list (its index.js keeps it to itself); a name outside it never reaches `require`. */
const OPERATIONS = [
  ...['BatchGetItem', 'BatchWriteItem', 'CreateTable', 'DeleteItem', 'DeleteTable', 'DescribeTable'],
  ...['DescribeTimeToLive', 'GetItem', 'ListTables', 'PutItem', 'Query', 'Scan', 'UpdateItem', 'UpdateTable'],
  ...['ListTagsOfResource', 'TagResource', 'UntagResource'],
]

/** Checks an input as dynalite's HTTP layer does. Throws an error with `statusCode` and `body`. */
export function checkInput(store: Store, operation: string, input: unknown): Record<string, unknown> {
  if (!OPERATIONS.includes(operation)) throw new ServiceError('UnknownOperationException', `No operation ${operation}.`)
  const rules: Rules = require(`dynalite/validations/${toLowerFirst(operation)}`)
  const data = checkTypes(input, rules.types)
  checkValidations(data, rules.types, rules.custom, store)
  return data
}

/** Runs one of dynalite's actions on a checked input. Rejects with an error with `statusCode` and `body`. */
export function act(store: Store, operation: string, data: unknown): Promise<unknown> {
  const action: Action = require(`dynalite/actions/${toLowerFirst(operation)}`)
  return new Promise((resolve, reject) => {
    action(store, data, (error, output) => (error ? reject(error) : resolve(output)))
  })
}

export type TableDefinition = {
  TableName: string
  KeySchema: { AttributeName: string; KeyType: string }[]
  AttributeDefinitions: { AttributeName: string; AttributeType: string }[]
}

const Described = v.object({ Table: v.object({ TableStatus: v.string() }) })

/**
 * Makes a table unless it is there already, and waits until it is active. A process that was killed while dynalite made
 * it left it without that mark, and empty: it is marked then.
 */
export async function ensureTable(store: Store, definition: TableDefinition): Promise<void> {
  const { TableName } = definition
  const input = { ...definition, BillingMode: 'PAY_PER_REQUEST' }
  const { TableNames } = v.parse(v.object({ TableNames: v.array(v.string()) }), await act(store, 'ListTables', {}))
  if (TableNames.includes(TableName)) await markActive(store, TableName)
  else await act(store, 'CreateTable', checkInput(store, 'CreateTable', input))
  for (let attempt = 0; attempt < 1000; attempt++) {
    const { Table } = v.parse(Described, await act(store, 'DescribeTable', { TableName }))
    if (Table.TableStatus === 'ACTIVE') return
  }
  throw new Error(`The table ${TableName} does not become active: remove the folder of the local stack.`)
}

const Definition = v.looseObject({ TableStatus: v.string() })

const markActive = (store: Store, name: string) =>
  new Promise<void>((resolve, reject) => {
    const done = (error: Error | null) => (error ? reject(error) : resolve())
    store.tableDb.get(name, (error, found) => {
      const table = v.safeParse(Definition, found)
      if (error || !table.success || table.output.TableStatus === 'ACTIVE') return done(error)
      store.tableDb.put(name, { ...table.output, TableStatus: 'ACTIVE' }, done)
    })
  })
