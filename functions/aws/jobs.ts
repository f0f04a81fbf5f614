import { GetItemCommand } from '@aws-sdk/client-dynamodb'
import type { Jobs } from '../ports.ts'
import { jobItem, readNumber, type StateTable } from './state-table.ts'

export function createJobs({ client, name }: StateTable): Jobs {
  return {
    async find(jobId) {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: name, Key: jobItem(jobId), ConsistentRead: true }),
      )
      if (!Item) return undefined
      const count = (state: string) => readNumber(Item, state) ?? 0
      return {
        imported: count('imported'),
        already_member: count('already_member'),
        rejected: count('rejected'),
        unsettled: count('unsettled'),
        createdAt: count('created_at'),
        updatedAt: count('updated_at'),
      }
    },
  }
}
