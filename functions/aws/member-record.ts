import * as v from 'valibot'
import { Memory } from '../member/memory.ts'
import type { Claim, MemberRecord } from '../ports.ts'
import { type Item, readNumber, readText } from './state-table.ts'

const StoredMemory = v.pipe(v.string(), v.parseJson(), Memory)

const StoredClaim = v.object({
  owner: v.string(),
  at: v.number(),
  until: v.number(),
  phase: v.picklist(['sending', 'asking']),
})

/** A member record from its item; a record that cannot be read is a fault of the table, never "nothing remembered". */
export function readMemberRecord(item: Item): MemberRecord {
  const memory = v.parse(StoredMemory, readText(item, 'memory'))
  const claim = item.claim_owner && v.parse(StoredClaim, claimOf(item))
  return { revision: readNumber(item, 'revision') ?? 0, memory, ...(claim && { claim }) }
}

function claimOf(item: Item): Partial<Record<keyof Claim, unknown>> {
  return {
    owner: readText(item, 'claim_owner'),
    at: readNumber(item, 'claimed_at'),
    until: readNumber(item, 'claimed_until'),
    phase: readText(item, 'phase'),
  }
}
