import type { ReopenRow } from '../../functions/aws/reopen-row.ts'
import { memberKey } from '../../functions/import/member-key.ts'
import type { CheckedRow } from '../file/check-member-file.ts'
import type { EndedRows } from './ended-rows.ts'
import type { Journal } from './journal.ts'
import type { OutgoingRow } from './send-rows.ts'

export type FeedPorts = {
  jobId: string
  brandId: string
  ended: EndedRows
  journal: Journal
  reopen: ReopenRow
  /** Waits until another row may be queued, after so many; false: none may any more. */
  room: (handedOut: number) => Promise<boolean>
}

/**
 * The rows that are still to be queued, in their order: those neither queued nor ended, and those that ended in a way
 * that another sending may mend, opened again first. Stops after `most`; faulty rows are passed over.
 */
export async function* rowsToSend(
  rows: AsyncIterable<CheckedRow>,
  { jobId, brandId, ended, journal, reopen, room }: FeedPorts,
  most = Number.POSITIVE_INFINITY,
): AsyncGenerator<OutgoingRow> {
  let handedOut = 0
  if (most <= 0) return
  for await (const { row, request } of rows) {
    if (!request || ended.isOver(row)) continue
    const reopens = ended.canReopen(row)
    if (!reopens && journal.isQueued(row)) continue
    if (!(await room(handedOut))) return
    if (reopens) {
      journal.reopening(row)
      await reopen({ jobId, row }, memberKey(brandId, request.card_id, request.openid))
      ended.reopened(row)
    }
    handedOut += 1
    yield { row, request }
    if (handedOut === most) return
  }
}
