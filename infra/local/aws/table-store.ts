import { createRequire } from 'node:module'
import { create, type Store } from 'dynalite/db/index.js'
import { checkTypes, checkValidations, toLowerFirst } from 'dynalite/validations/index.js'
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
