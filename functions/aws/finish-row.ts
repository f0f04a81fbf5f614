import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import type { Memory } from '../member/memory.ts'
import type { Clock, Ending, Endings, RowKey } from '../ports.ts'
import { restMember } from './rest-member.ts'
import { jobItem, memberItem, number, rowItem, type StateTable, text } from './state-table.ts'
import { transact } from './transact.ts'

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
      const reasons = await transact(table, writes, clock.sleep, 'The end of a row could not be written')
      if (reasons === 'written') return reasons
      return row && reasons[0] === 'ConditionalCheckFailed' ? 'ended' : 'lost'
    },
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
