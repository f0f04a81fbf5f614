import { ConditionalCheckFailedException, DeleteItemCommand, GetItemCommand } from '@aws-sdk/client-dynamodb'
import * as v from 'valibot'
import { HaltReasonSchema } from '../member/halt-reason.ts'
import type { Scope } from '../member/halt-scope.ts'
import type { Halt, Halts } from '../ports.ts'
import { haltItem, type Item, number, readNumber, readText, type StateTable, text, updateIf } from './state-table.ts'

const StoredHalt = v.object({ reason: HaltReasonSchema, raisedAt: v.number(), version: v.string() })

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
  const stored = {
    reason: readText(item, 'reason'),
    raisedAt: readNumber(item, 'raised_at'),
    version: readText(item, 'version'),
  }
  return { scope, ...v.parse(StoredHalt, stored) }
}
