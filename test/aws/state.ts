import {
  CreateTableCommand,
  type DynamoDBClient,
  GetItemCommand,
  TransactionCanceledException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb'
import { vi } from 'vitest'
import { type Item, type Key, openStateTable, type StateTable } from '../../functions/aws/state-table.ts'
import { CREDENTIALS, REGION } from '../../infra/local/aws/names.ts'
import { startTable } from '../../infra/local/aws/table.ts'
import { TABLE_KEYS } from '../table-definition.ts'

const NAME = 'state'

export type State = {
  /** Another container's own client, on the same table. Every credential has its own pacer, halts and streaks. */
  open(credential: string): StateTable
  close(): Promise<void>
}

/** The state table on loopback, reached as the functions reach it: by the SDK's own environment. */
export async function startState(): Promise<State> {
  const service = await startTable({})
  stubAws('DYNAMODB', service.url)
  const opened: StateTable[] = []
  const open = (credential: string) => {
    const table = openStateTable(NAME, credential)
    opened.push(table)
    return table
  }
  await open('none').client.send(
    new CreateTableCommand({
      TableName: NAME,
      BillingMode: 'PAY_PER_REQUEST',
      ...TABLE_KEYS,
    }),
  )
  return {
    open,
    async close() {
      for (const { client } of opened) client.destroy()
      await service.close()
    },
  }
}

/** The environment in which the SDK finds a service on loopback. */
export function stubAws(service: string, url: string): void {
  vi.stubEnv('AWS_REGION', REGION)
  vi.stubEnv('AWS_ACCESS_KEY_ID', CREDENTIALS.accessKeyId)
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', CREDENTIALS.secretAccessKey)
  vi.stubEnv(`AWS_ENDPOINT_URL_${service}`, url)
}

export async function readItem({ client, name }: StateTable, Key: Key): Promise<Item | undefined> {
  const { Item } = await client.send(new GetItemCommand({ TableName: name, Key, ConsistentRead: true }))
  return Item
}

/** Stands between a client and its service; `command` is the name of the command's class. */
export function standBetween(
  client: DynamoDBClient,
  between: (command: string, send: () => Promise<unknown>) => Promise<unknown>,
): void {
  client.middlewareStack.add(
    (next, context) => async args => {
      let answer: ReturnType<typeof next> | undefined
      await between(String(context.commandName), () => {
        answer = next(args)
        return answer
      })
      if (!answer) throw new Error('The command was not sent.')
      return await answer
    },
    { step: 'initialize' },
  )
}

/** What every command asks for from now on. */
export function watchInputs(client: DynamoDBClient): object[] {
  const inputs: object[] = []
  client.middlewareStack.add(
    next => async args => {
      inputs.push(args.input)
      return await next(args)
    },
    { step: 'initialize' },
  )
  return inputs
}

/** Carries every try of a command out; where `lose` says so the client does not hear of it. The SDK tries again. */
export function loseAnswers(client: DynamoDBClient, lose: (command: string, nth: number) => boolean): void {
  let nth = 0
  client.middlewareStack.add(
    (next, context) => async args => {
      const answer = await next(args)
      nth += 1
      if (lose(String(context.commandName), nth)) throw Object.assign(new Error('lost'), { name: 'TimeoutError' })
      return answer
    },
    { step: 'finalizeRequest', priority: 'low' },
  )
}

/** The next transaction is cancelled, for these reasons or none, before it comes to the table. */
export function cancelOnce(client: DynamoDBClient, reasons?: readonly string[]): void {
  failOnce(
    client,
    'TransactWriteItemsCommand',
    new TransactionCanceledException({
      message: 'Transaction cancelled',
      $metadata: {},
      ...(reasons && { CancellationReasons: reasons.map(Code => ({ Code })) }),
    }),
  )
}

/** The next single write meets a transaction that is at work on its item. */
export function conflictOnce(client: DynamoDBClient, command: string): void {
  failOnce(client, command, new TransactionConflictException({ message: 'Transaction is ongoing', $metadata: {} }))
}

function failOnce(client: DynamoDBClient, failing: string, error: Error): void {
  let failed = false
  standBetween(client, async (command, send) => {
    if (failed || command !== failing) return await send()
    failed = true
    throw error
  })
}
