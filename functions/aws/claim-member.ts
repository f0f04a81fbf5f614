import type { Claims, Clock } from '../ports.ts'
import { restMember } from './rest-member.ts'
import { memberItem, number, type StateTable, text, updateIf } from './state-table.ts'

/**
 * A claim is one conditional write on the revision that was read:
 *
 *     look        read revision 7; unclaimed, or its lease has run out
 *     claim       revision = 7 -> 8, owner = us        a second owner's claim on 7 fails
 *     …           permit, call                         a crash here leaves `sending` behind: read as unknown
 *     finish      owner = us -> at rest
 *
 * The same write sent twice (its first answer was lost) finds revision 8 with our name and holds as well.
 */
export function createClaims(table: StateTable, clock: Clock): Claims {
  return {
    async claim(member, revision, claim, memory) {
      const claimed = await updateIf(table, {
        Key: memberItem(member),
        UpdateExpression:
          'SET revision = :next, memory = :memory, claim_owner = :owner, claimed_at = :at, claimed_until = :until, phase = :phase REMOVE expires_at',
        ConditionExpression:
          revision === 0
            ? 'attribute_not_exists(pk) OR (revision = :next AND claim_owner = :owner)'
            : 'revision = :known OR (revision = :next AND claim_owner = :owner)',
        ExpressionAttributeValues: {
          ...(revision > 0 && { ':known': number(revision) }),
          ':next': number(revision + 1),
          ':memory': text(JSON.stringify(memory)),
          ':owner': text(claim.owner),
          ':at': number(claim.at),
          ':until': number(claim.until),
          ':phase': text(claim.phase),
        },
      })
      return claimed !== undefined
    },

    async release(member, owner, memory) {
      await updateIf(table, { Key: memberItem(member), ...restMember(owner, memory, clock.now()) })
    },
  }
}
