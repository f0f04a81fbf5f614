import {
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb'
import type { StateTable } from './state-table.ts'

/** All rows of a job share one counter, so two transactions can meet; each tries again this often. */
const MOST_TRIES = 12

/** Why a transaction was cancelled that may go through the next time. */
const PASSING = new Set<string | undefined>(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'])

/** `written`, or why not, write by write. */
type Written = 'written' | (string | undefined)[]

/**
 * Writes all of it or nothing; what only others are in the way of is tried again. Resolves to `written`, or to the
 * reason of each write where a condition does not hold (`ConditionalCheckFailed`). Rejects, with `failure` in its
 * message, where nothing was written for another reason.
 */
export async function transact(
  table: StateTable,
  writes: TransactWriteItem[],
  pause: (ms: number) => Promise<unknown>,
  failure: string,
): Promise<Written> {
  for (let tries = 1; ; tries += 1) {
    const reasons = await attempt(table, writes)
    if (reasons === 'written' || reasons.includes('ConditionalCheckFailed')) return reasons
    if (tries >= MOST_TRIES || !reasons.some(code => PASSING.has(code))) {
      throw new Error(`${failure}: ${reasons.join(', ')}.`)
    }
    await pause(10 * tries)
  }
}

async function attempt({ client }: StateTable, TransactItems: TransactWriteItem[]): Promise<Written> {
  try {
    await client.send(new TransactWriteItemsCommand({ TransactItems }))
    return 'written'
  } catch (error) {
    if (error instanceof TransactionCanceledException) {
      return error.CancellationReasons?.map(({ Code }) => Code) ?? []
    }
    throw error
  }
}
