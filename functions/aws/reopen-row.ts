import { setTimeout as sleep } from 'node:timers/promises'
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import { canReopen } from '../member/can-reopen.ts'
import type { MemberRecord, RowKey } from '../ports.ts'
import { readMemberRecord } from './member-record.ts'
import { readAll } from './read-all.ts'
import {
  type Item,
  jobItem,
  type Key,
  memberItem,
  number,
  readNumber,
  readText,
  rowItem,
  type StateTable,
  text,
} from './state-table.ts'
import { transact } from './transact.ts'

/**
 * Opens a row again that another sending may mend; `member` is its name in the ledger. Resolves to false, and changes
 * nothing, where the row is open already or ended in another way, or where its job is cancelled.
 */
export type ReopenRow = (row: RowKey, member: string | undefined) => Promise<boolean>

const MOST_TRIES = 12

/**
 * One transaction, on what was read before it; if that has changed meanwhile, it is read anew.
 *
 *     command    reads: row 17 unsettled, member at revision 8, 3 sendings
 *                journal `r 17`
 *     here       row 17 still unsettled -> gone      another reopener, or a row that ended otherwise: read again
 *                unsettled: 4 -> 3
 *                revision 8 -> 9, 0 sendings         somebody claimed the member: left as it is
 *     command    message of row 17, journal `q 17`   a crash before it: the row is open, the message is sent next time
 *
 * What the member's memory says of unclear sendings stays: the new message asks first.
 */
export function createReopenRow(table: StateTable, pause: (ms: number) => Promise<unknown> = sleep): ReopenRow {
  return async (row, member) => {
    for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
      const keys = { row: rowItem(row.jobId, row.row), job: jobItem(row.jobId) }
      const members = member === undefined ? [] : [memberItem(member)]
      const find = await readAll(table, [keys.row, keys.job, ...members])
      const ended = find(keys.row)
      const [state, code] = [readText(ended, 'state') ?? '', readText(ended, 'code') ?? '']
      if (!canReopen({ state, code }) || readNumber(find(keys.job), 'cancelled_at') !== undefined) return false
      const writes = [
        deleteRow(table, row, state, code),
        uncount(table, row, state),
        ...members.flatMap(key => forgetCounts(table, key, find(key))),
      ]
      if ((await transact(table, writes, pause, 'A row could not be opened again')) === 'written') return true
      await pause(10 * tries)
    }
    throw new Error('A row could not be opened again: its records are being written all the time.')
  }
}

function deleteRow({ name }: StateTable, { jobId, row }: RowKey, state: string, code: string): TransactWriteItem {
  return {
    Delete: {
      TableName: name,
      Key: rowItem(jobId, row),
      ConditionExpression: '#state = :state AND code = :code',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: { ':state': text(state), ':code': text(code) },
    },
  }
}

function uncount({ name }: StateTable, { jobId }: RowKey, state: string): TransactWriteItem {
  return {
    Update: {
      TableName: name,
      Key: jobItem(jobId),
      UpdateExpression: 'ADD #state :one_less',
      ConditionExpression: 'attribute_not_exists(cancelled_at)',
      ExpressionAttributeNames: { '#state': state },
      ExpressionAttributeValues: { ':one_less': number(-1) },
    },
  }
}

/** The member's counts begin anew. A claim is left alone: who holds it, or comes after a crash, counts on from it. */
function forgetCounts({ name }: StateTable, Key: Key, item: Item | undefined): TransactWriteItem[] {
  if (!item) return []
  const { revision, memory, claim }: MemberRecord = readMemberRecord(item)
  if (claim || memory.sendings + memory.fruitless === 0) return []
  return [
    {
      Update: {
        TableName: name,
        Key,
        UpdateExpression: 'SET revision = :next, memory = :memory',
        ConditionExpression: 'revision = :known AND attribute_not_exists(claim_owner)',
        ExpressionAttributeValues: {
          ':known': number(revision),
          ':next': number(revision + 1),
          ':memory': text(JSON.stringify({ ...memory, sendings: 0, fruitless: 0 })),
        },
      },
    },
  ]
}
