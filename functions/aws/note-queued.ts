import { jobItem, number, type StateTable, updateIf } from './state-table.ts'

/** Writes down how many rows of a job were dealt with so far; what is not written now is with the next rows. */
export type NoteQueued = (jobId: string, queued: number) => Promise<void>

export function createNoteQueued(table: StateTable): NoteQueued {
  return async (jobId, queued) => {
    await updateIf(table, {
      Key: jobItem(jobId),
      UpdateExpression: 'SET queued = :queued',
      ConditionExpression: 'attribute_exists(file_sha256)',
      ExpressionAttributeValues: { ':queued': number(queued) },
    })
  }
}
