import { GetItemCommand } from '@aws-sdk/client-dynamodb'
import type { Jobs } from '../ports.ts'
import { readJob } from './job-record.ts'
import { jobItem, type StateTable } from './state-table.ts'

export function createJobs({ client, name }: StateTable): Jobs {
  return {
    async find(jobId) {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: name, Key: jobItem(jobId), ConsistentRead: true }),
      )
      return Item && readJob(Item)
    },
  }
}
