import type { Memory } from '../member/memory.ts'
import { number, text } from './state-table.ts'

/** A member at rest is forgotten after 30 days (DESIGN: ledger). */
const KEPT_SECONDS = 30 * 24 * 3_600

/** The update that lets go of a member, if it is still ours, and keeps what is remembered. `now` in ms. */
export function restMember(owner: string, memory: Memory, now: number) {
  return {
    UpdateExpression:
      'SET revision = revision + :one, memory = :memory, expires_at = :expires REMOVE claim_owner, claimed_at, claimed_until, phase',
    ConditionExpression: 'claim_owner = :owner',
    ExpressionAttributeValues: {
      ':one': number(1),
      ':owner': text(owner),
      ':memory': text(JSON.stringify(memory)),
      ':expires': number(Math.floor(now / 1_000) + KEPT_SECONDS),
    },
  }
}
