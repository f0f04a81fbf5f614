import { DeleteItemCommand, GetItemCommand } from '@aws-sdk/client-dynamodb'
import * as v from 'valibot'
import { HALTS, type HaltReason } from '../member/reasons.ts'
import type { Halt, Halts, Scope } from '../ports.ts'
import { haltItem, type Item, number, readNumber, type StateTable, text, updateIf } from './state-table.ts'

const StoredReason = v.custom<HaltReason>(reason => typeof reason === 'string' && Object.hasOwn(HALTS, reason))

/** One record a scope: the first halt stands, with its moment and the secret's version, until it is lifted. */
export function createHalts(table: StateTable): Halts {
  return {
    async raise(halt) {
      const raised = await updateIf(table, {
        Key: haltItem(table, halt.scope),
        UpdateExpression: 'SET reason = :reason, raised_at = :at, version = :version',
        ConditionExpression: 'attribute_not_exists(pk)',
        ExpressionAttributeValues: {
          ':reason': text(halt.reason),
          ':at': number(halt.raisedAt),
          ':version': text(halt.version),
        },
      })
      if (raised) return halt
      const { Item: standing } = await table.client.send(
        new GetItemCommand({ TableName: table.name, Key: haltItem(table, halt.scope), ConsistentRead: true }),
      )
      return standing ? readHalt(halt.scope, standing) : halt
    },

    async lift(halt) {
      await table.client.send(new DeleteItemCommand({ TableName: table.name, Key: haltItem(table, halt.scope) }))
    },
  }
}

export function readHalt(scope: Scope, item: Item): Halt {
  return {
    scope,
    reason: v.parse(StoredReason, item.reason?.S),
    raisedAt: readNumber(item, 'raised_at') ?? 0,
    version: item.version?.S ?? '',
  }
}
