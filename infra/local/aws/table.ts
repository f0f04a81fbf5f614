import { startJsonService } from './json-service.ts'
import { act, checkInput, ensureTable, openStore, type TableDefinition } from './table-store.ts'
import { transactWriteItems } from './transact-write.ts'

export type TableService = {
  url: string
  /** Makes a table unless it is there, and waits until it is active. */
  createTable(definition: TableDefinition): Promise<void>
  close(): Promise<void>
}

/**
 * DynamoDB on loopback: dynalite's operations, and TransactWriteItems. State is in memory, or in the LevelDB `folder`.
 * Not there: expiry by TTL (items stay), streams, ReturnValuesOnConditionCheckFailure, checks of the signature.
 */
export async function startTable(options: {
  folder?: string
  onFailure?: (cause: unknown) => void
}): Promise<TableService> {
  const store = await openStore(options.folder)
  const service = await startJsonService(
    async (operation, input) =>
      operation === 'TransactWriteItems'
        ? transactWriteItems(store, input, Date.now())
        : act(store, operation, checkInput(store, operation, input)),
    options.onFailure,
  )
  return {
    url: service.url,
    createTable: definition => ensureTable(store, definition),
    close: async () => {
      await service.close()
      await store.db.close()
    },
  }
}
