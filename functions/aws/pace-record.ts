import { GetItemCommand } from '@aws-sdk/client-dynamodb'
import { leastInterval, type Pace, readPace } from './pace.ts'
import { type Item, numbers, pacerItem, type StateTable, updateIf } from './state-table.ts'

type Change = {
  UpdateExpression: string
  ConditionExpression?: string
  values: Record<`:${string}`, number>
}

/** The one record of a credential's pace. `last` is what this container saw of it most recently. */
export type PaceRecord = {
  readonly last: Pace | undefined
  update(change: Change): Promise<Pace | undefined>
  read(): Promise<Pace | undefined>
  /** Makes the record, or makes it over for another rate: the slots that are granted stay granted. */
  begin(standing: Pace | undefined, now: number): Promise<void>
}

export function openPaceRecord(table: StateTable, ratePerSecond: number): PaceRecord {
  const Key = pacerItem(table)
  let last: Pace | undefined

  return {
    get last() {
      return last
    },

    async update({ values, ...change }) {
      return see(await updateIf(table, { Key, ...change, ExpressionAttributeValues: numbers(values) }))
    },

    async read() {
      const { Item } = await table.client.send(new GetItemCommand({ TableName: table.name, Key, ConsistentRead: true }))
      return see(Item)
    },

    async begin(standing, now) {
      const known = standing && standing.rate > 0 ? standing : undefined
      await this.update({
        UpdateExpression: `SET rate = :rate, next_at = :next, interval_ms = :least, step_ms = :least, clean = :zero,
          refusals = :zero, refused_at = :zero, faults = :zero REMOVE probe_ms`,
        ConditionExpression: known ? 'rate = :known_rate AND next_at = :known_next' : 'attribute_not_exists(rate)',
        values: {
          ':rate': ratePerSecond,
          ':next': known?.nextAt ?? now,
          ':least': leastInterval(ratePerSecond),
          ':zero': 0,
          ...(known && { ':known_rate': known.rate, ':known_next': known.nextAt }),
        },
      })
    },
  }

  function see(item: Item | undefined): Pace | undefined {
    if (!item) return undefined
    last = readPace(item)
    return last
  }
}
