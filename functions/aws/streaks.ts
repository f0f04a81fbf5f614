import type { Situation, Streaks } from '../ports.ts'
import { type Item, number, readNumber, type StateTable, streaksItem, updateIf } from './state-table.ts'

/** How many in a row, over all containers: members with an unverified answer (each once), refusals of unknown text. */
export function createStreaks(table: StateTable): Streaks {
  const Key = streaksItem(table)
  return {
    async lengthen(streak, member) {
      const more = streak === 'unverified' ? { SS: [member] } : number(1)
      const streaks = await updateIf(table, {
        Key,
        UpdateExpression: 'ADD #streak :more',
        ExpressionAttributeNames: { '#streak': streak },
        ExpressionAttributeValues: { ':more': more },
      })
      return readStreaks(streaks)[streak]
    },

    async clear(streak) {
      await updateIf(table, {
        Key,
        UpdateExpression: 'REMOVE #streak',
        ExpressionAttributeNames: { '#streak': streak },
      })
    },
  }
}

export function readStreaks(item: Item | undefined): Situation['streaks'] {
  return {
    unverified: item?.unverified?.SS?.length ?? 0,
    unrecognised: readNumber(item, 'unrecognised') ?? 0,
  }
}
