import { paginateQuery } from '@aws-sdk/client-dynamodb'
import { listedJob, readNumber, type StateTable } from './state-table.ts'

export type ListJobs = () => AsyncGenerator<string>

/** The ids of the jobs that a command registered, the newest first. All are held at once: a few bytes each. */
export function createListJobs({ client, name }: StateTable): ListJobs {
  return async function* () {
    const listed: { jobId: string; createdAt: number }[] = []
    const pages = paginateQuery(
      { client },
      {
        TableName: name,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :jobs',
        ExpressionAttributeValues: { ':jobs': listedJob('').pk },
      },
    )
    for await (const { Items = [] } of pages) {
      for (const item of Items) listed.push({ jobId: item.sk?.S ?? '', createdAt: readNumber(item, 'created_at') ?? 0 })
    }
    listed.sort((a, b) => b.createdAt - a.createdAt)
    for (const { jobId } of listed) yield jobId
  }
}
