import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DynamoDBClient,
  TransactionConflictException,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb'
import { REQUEST_LIMITS } from './request-limits.ts'

/** The one table of the state, and the credential whose pacer, halts and streaks a deployment uses. */
export type StateTable = { client: DynamoDBClient; name: string; credential: string }

export type Item = Record<string, AttributeValue>
export type Key = { pk: AttributeValue.SMember; sk: AttributeValue.SMember }

/**
 * Where each record stands:
 *
 *     MEMBER#<sha256>      MEMBER               what is remembered of a member, and who claims it
 *     JOB#<job_id>         JOB | ROW#0000017    what is known of a job; one record a row, written once
 *     JOBS                 <job_id>             the jobs that a command registered
 *     CREDENTIAL#<secret>  PACER | STREAKS | HALT#<scope>
 */
export const memberItem = (member: string): Key => key(`MEMBER#${member}`, 'MEMBER')
export const jobItem = (jobId: string): Key => key(`JOB#${jobId}`, 'JOB')
export const rowItem = (jobId: string, row: number): Key => key(`JOB#${jobId}`, `ROW#${String(row).padStart(7, '0')}`)
export const listedJob = (jobId: string): Key => key('JOBS', jobId)
export const pacerItem = ({ credential }: StateTable): Key => key(`CREDENTIAL#${credential}`, 'PACER')
export const streaksItem = ({ credential }: StateTable): Key => key(`CREDENTIAL#${credential}`, 'STREAKS')
export const haltItem = ({ credential }: StateTable, scope: string): Key =>
  key(`CREDENTIAL#${credential}`, `HALT#${scope}`)

export function openStateTable(name: string, credential: string): StateTable {
  return { client: new DynamoDBClient({ maxAttempts: 5, requestHandler: REQUEST_LIMITS }), name, credential }
}

/**
 * One conditional update; resolves to all new attributes, or to undefined where the condition does not hold, or where a
 * transaction is at work on the item: it was faster.
 */
export async function updateIf(
  { client, name }: StateTable,
  update: Omit<UpdateItemCommandInput, 'TableName' | 'Key' | 'ReturnValues'> & { Key: Key },
): Promise<Item | undefined> {
  try {
    const { Attributes } = await client.send(
      new UpdateItemCommand({ TableName: name, ReturnValues: 'ALL_NEW', ...update }),
    )
    return Attributes ?? {}
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException || error instanceof TransactionConflictException)
      return undefined
    throw error
  }
}

export const text = (value: string): AttributeValue.SMember => ({ S: value })
export const number = (value: number): AttributeValue.NMember => ({ N: String(value) })

export const numbers = (values: Readonly<Record<string, number>>): Item =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, number(value)]))

export function readText(item: Item | undefined, name: string): string | undefined {
  return item?.[name]?.S
}

export function readNumber(item: Item | undefined, name: string): number | undefined {
  const value = item?.[name]?.N
  return value === undefined ? undefined : Number(value)
}

function key(pk: string, sk: string): Key {
  return { pk: text(pk), sk: text(sk) }
}
