import type { Streaks } from '../ports.ts'
import { number, readNumber, type StateTable, streaksItem, updateIf } from './state-table.ts'

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
      return streaks?.[streak]?.SS?.length ?? readNumber(streaks, streak) ?? 0
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
