import { BatchGetItemCommand } from '@aws-sdk/client-dynamodb'
import { type Item, type Key, readText, type StateTable } from './state-table.ts'

/** Reads several items in one consistent batch; rejects if one was left unread, which is not the same as absent. */
export async function readAll({ client, name }: StateTable, keys: Key[]): Promise<(key: Key) => Item | undefined> {
  const { Responses, UnprocessedKeys } = await client.send(
    new BatchGetItemCommand({ RequestItems: { [name]: { Keys: keys, ConsistentRead: true } } }),
  )
  if (UnprocessedKeys?.[name]) throw new Error('The state table is throttled: some records were not read.')
  const items = Responses?.[name] ?? []
  return key => items.find(item => readText(item, 'pk') === key.pk.S && readText(item, 'sk') === key.sk.S)
}
