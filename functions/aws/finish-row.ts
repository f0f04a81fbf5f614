import {
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb'
import type { Memory } from '../member/memory.ts'
import type { Clock, Ending, Endings, RowKey } from '../ports.ts'
import { restMember } from './rest-member.ts'
import { jobItem, memberItem, number, rowItem, type StateTable, text } from './state-table.ts'

/** All rows of a job share one counter, so two transactions can meet; each tries again this often. */
const MOST_TRIES = 12

/** Why a transaction was cancelled that may go through the next time. */
const PASSING = new Set<string | undefined>(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'])

/**
 * Ends a row: member (if ours), row (if absent) and job counter, all or nothing. A job that the table does not know is
 * made by its first row. A single import has no row; its member alone is a transaction too, for the token that goes
 * with one: a try whose answer was lost can be repeated without finding its own work and calling the claim lost.
 */
export function createEndings(table: StateTable, clock: Clock): Endings {
  return {
    async finish({ ending, row, member }) {
      const now = clock.now()
      const writes = [
        ...(row ? [putRow(table, row, ending, now), countRow(table, row, ending, now)] : []),
        ...(member ? [rest(table, member, now)] : []),
      ]
      if (writes.length === 0) return 'written'
      for (let tries = 1; ; tries += 1) {
        const reasons = await transact(table, writes)
        if (reasons === 'written') return reasons
        if (row && reasons[0] === 'ConditionalCheckFailed') return 'ended'
        if (reasons.includes('ConditionalCheckFailed')) return 'lost'
        if (tries >= MOST_TRIES || !reasons.some(code => PASSING.has(code))) {
          throw new Error(`The end of a row could not be written: ${reasons.join(', ')}.`)
        }
        await clock.sleep(10 * tries)
      }
    },
  }
}

/** Resolves to `written`, or to the reason of each write why nothing was. */
async function transact({ client }: StateTable, TransactItems: TransactWriteItem[]): Promise<'written' | string[]> {
  try {
    await client.send(new TransactWriteItemsCommand({ TransactItems }))
    return 'written'
  } catch (error) {
    if (error instanceof TransactionCanceledException) {
      return error.CancellationReasons?.map(({ Code = 'None' }) => Code) ?? []
    }
    throw error
  }
}

function rest({ name }: StateTable, member: { key: string; owner: string; memory: Memory }, now: number) {
  return { Update: { TableName: name, Key: memberItem(member.key), ...restMember(member.owner, member.memory, now) } }
}

function putRow({ name }: StateTable, row: RowKey, ending: Ending, now: number): TransactWriteItem {
  const { state, code, pointer, detail, requestId, attempts, openid, userCardCode } = ending
  return {
    Put: {
      TableName: name,
      Item: {
        ...rowItem(row.jobId, row.row),
        state: text(state),
        attempts: number(attempts),
        ended_at: number(now),
        ...(code && { code: text(code) }),
        ...(pointer !== undefined && { pointer: text(pointer) }),
        ...(detail !== undefined && { detail: text(detail) }),
        ...(requestId !== undefined && { request_id: text(requestId) }),
        ...(openid !== undefined && { openid: text(openid) }),
        ...(userCardCode !== undefined && { user_card_code: text(userCardCode) }),
      },
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  }
}

function countRow({ name }: StateTable, row: RowKey, { state }: Ending, now: number): TransactWriteItem {
  return {
    Update: {
      TableName: name,
      Key: jobItem(row.jobId),
      UpdateExpression: 'ADD #state :one SET created_at = if_not_exists(created_at, :now), updated_at = :now',
      ExpressionAttributeNames: { '#state': state },
      ExpressionAttributeValues: { ':one': number(1), ':now': number(now) },
    },
  }
}
