import { ConditionalCheckFailedException, DeleteItemCommand, GetItemCommand } from '@aws-sdk/client-dynamodb'
import * as v from 'valibot'
import { HaltReasonSchema } from '../member/halt-reason.ts'
import type { Halt, Halts, Scope } from '../ports.ts'
import { haltItem, type Item, number, readNumber, type StateTable, text, updateIf } from './state-table.ts'

/** One record a scope: the first halt stands, with its moment and the secret's version, until it is lifted. */
export function createHalts(table: StateTable): Halts {
  return {
    async raise(halt) {
      const Key = haltItem(table, halt.scope)
      for (;;) {
        const raised = await updateIf(table, {
          Key,
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
          new GetItemCommand({ TableName: table.name, Key, ConsistentRead: true }),
        )
        if (standing) return readHalt(halt.scope, standing)
      }
    },

    async lift(halt) {
      try {
        await table.client.send(
          new DeleteItemCommand({
            TableName: table.name,
            Key: haltItem(table, halt.scope),
            ConditionExpression: 'raised_at = :at AND version = :version',
            ExpressionAttributeValues: { ':at': number(halt.raisedAt), ':version': text(halt.version) },
          }),
        )
      } catch (error) {
        // Lifted by another, or one that was raised since: that one stands.
        if (!(error instanceof ConditionalCheckFailedException)) throw error
      }
    },
  }
}

export function readHalt(scope: Scope, item: Item): Halt {
  return {
    scope,
    reason: v.parse(HaltReasonSchema, item.reason?.S),
    raisedAt: readNumber(item, 'raised_at') ?? 0,
    version: item.version?.S ?? '',
  }
}
