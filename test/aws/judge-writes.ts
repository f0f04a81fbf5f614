import { readMemberRecord } from '../../functions/aws/member-record.ts'
import type { Item } from '../../functions/aws/state-table.ts'
import { canReopen } from '../../functions/member/can-reopen.ts'
import type { MemberRecord } from '../../functions/ports.ts'
import type { Watch } from './interleaving.ts'

const STATES = ['imported', 'already_member', 'rejected', 'unsettled'] as const

/** Names every write that breaks a promise of the ledger, whoever made it and whatever came before. */
export function judgeWrites(now: () => number): { watch: Watch; faults: string[] } {
  const faults: string[] = []
  const authors = new Map<string, string>()

  return {
    faults,
    watch(author, before, after) {
      const [old, young] = [memberOf(before), memberOf(after)]
      if (young?.claim && young.claim.owner !== old?.claim?.owner) authors.set(young.claim.owner, author)
      if (old) judgeMember(author, old, young)
      judgeRows(author, before, after)
    },
  }

  function judgeMember(author: string, { claim, memory, revision }: MemberRecord, young: MemberRecord | undefined) {
    if (!young) return faults.push('the member was forgotten')
    const changed = JSON.stringify(young.memory) !== JSON.stringify(memory) || young.claim?.owner !== claim?.owner
    if (changed && young.revision <= revision) faults.push(`${author} wrote the member without a new revision`)
    if (author.startsWith('reopen') && young.memory.unclear !== memory.unclear)
      faults.push(`${author} lost what is unclear`)
    if (!claim || claim.owner === young.claim?.owner || authors.get(claim.owner) === author) return
    const loser = authors.get(claim.owner)
    if (now() < claim.until) faults.push(`${author} took the member from ${loser} before its lease was over`)
    if (!young.claim) faults.push(`${author} put the member of ${loser} to rest`)
    else if (claim.phase === 'sending' && !young.memory.unclear) faults.push(`${author} forgot a sending of ${loser}`)
  }

  function judgeRows(author: string, before: Item[], after: Item[]) {
    const [old, young] = [rowsOf(before), rowsOf(after)]
    for (const [name, row] of old) {
      const now = young.get(name)
      const reopened = author.startsWith('reopen') && !now
      if (reopened && !canReopen({ state: row.state?.S ?? '', code: row.code?.S ?? '' })) {
        faults.push(`${author} opened ${name} again, which is not of the kind`)
      }
      if (reopened && jobOf(before, row.pk?.S)?.cancelled_at) faults.push(`${author} opened ${name} of a cancelled job`)
      if (!reopened && JSON.stringify(now) !== JSON.stringify(row)) faults.push(`${author} changed the end of ${name}`)
    }
    for (const jobId of new Set(after.map(item => item.pk?.S).filter(pk => pk?.startsWith('JOB#')))) {
      const job = jobOf(after, jobId)
      for (const state of STATES) {
        const rows = [...young.values()].filter(item => item.pk?.S === jobId && item.state?.S === state).length
        const count = Number(job?.[state]?.N ?? 0)
        if (count !== rows) faults.push(`after ${author}, ${jobId} counts ${count} ${state}, and has ${rows}`)
      }
    }
  }
}

const jobOf = (items: Item[], pk?: string) => items.find(item => item.sk?.S === 'JOB' && item.pk?.S === pk)

export const rowsOf = (items: Item[]) =>
  new Map(items.flatMap(item => (item.sk?.S?.startsWith('ROW#') ? [[`${item.pk?.S}/${item.sk.S}`, item]] : [])))

/** The one member of these models. */
export function memberOf(items: Item[]): MemberRecord | undefined {
  const item = items.find(item => item.sk?.S === 'MEMBER')
  return item && readMemberRecord(item)
}
