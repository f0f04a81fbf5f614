import {
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb'
import type { Clock, Ending, Endings, RowKey } from '../ports.ts'
import { restMember } from './rest-member.ts'
import { jobItem, memberItem, number, rowItem, type StateTable, text, updateIf } from './state-table.ts'

/** All rows of a job share one counter, so two transactions can meet; each tries again this often. */
const MOST_TRIES = 12

/**
 * Ends a row: member (if ours), row (if absent) and job counter, all or nothing. A job that the table does not know is
 * made by its first row. A member without a row is a single import.
 */
export function createEndings(table: StateTable, clock: Clock): Endings {
  return {
    async finish({ ending, row, member }) {
      const now = clock.now()
      if (!row) {
        if (!member) return 'written'
        const rested = await updateIf(table, {
          Key: memberItem(member.key),
          ...restMember(member.owner, member.memory, now),
        })
        return rested ? 'written' : 'lost'
      }
      const writes: TransactWriteItem[] = [putRow(table, row, ending, now), countRow(table, row, ending, now)]
      if (member) {
        const rested = restMember(member.owner, member.memory, now)
        writes.push({ Update: { TableName: table.name, Key: memberItem(member.key), ...rested } })
      }
      return await transact(table, clock, writes)
    },
  }
}

async function transact(
  { client }: StateTable,
  clock: Clock,
  TransactItems: TransactWriteItem[],
): Promise<'written' | 'ended' | 'lost'> {
  for (let tries = 1; ; tries += 1) {
    try {
      await client.send(new TransactWriteItemsCommand({ TransactItems }))
      return 'written'
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error
      const [row, , member] = error.CancellationReasons?.map(reason => reason.Code) ?? []
      if (row === 'ConditionalCheckFailed') return 'ended'
      if (member === 'ConditionalCheckFailed') return 'lost'
      if (tries >= MOST_TRIES) throw error
      await clock.sleep(10 * tries)
    }
  }
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
