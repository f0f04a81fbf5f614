import { join } from 'node:path'
import { createEndings } from '../../functions/aws/finish-row.ts'
import { createReadJobStatus, type JobStatus } from '../../functions/aws/job-status.ts'
import { createNoteQueued } from '../../functions/aws/note-queued.ts'
import { createReopenRow } from '../../functions/aws/reopen-row.ts'
import type { Context } from '../context.ts'
import { type CheckContext, checkMemberFile } from '../file/check-member-file.ts'
import type { MemberFile } from '../file/open-member-file.ts'
import type { RowIssue } from '../file/row-issue.ts'
import { formatCount } from '../output/format-quantity.ts'
import type { Target } from '../targets/target.ts'
import { readEndedRows } from './ended-rows.ts'
import { rowsToSend } from './feed-job.ts'
import { openJournal } from './journal.ts'
import { recordFaultyRows } from './record-faulty-rows.ts'
import { createRoom } from './room.ts'
import { type SealingKey, sendRows } from './send-rows.ts'
import { pollMs, unknownJob, watchJob } from './watch-job.ts'

/** A registered job, its checked file, and where it goes. `bad`: the faults of the rows that are not sent. */
export type RunFacts = {
  jobId: string
  brandId: string
  file: MemberFile
  check: CheckContext
  rows: number
  bad: ReadonlyMap<number, readonly RowIssue[]>
  key: () => Promise<SealingKey>
  /** So many rows are sent first, and must end, one of them well; 0: none. */
  first: number
  follow: boolean
}

/** How a job stands when the command leaves it. `trialFailed`: none of the first rows went well, and no more were sent. */
export type Run = { status: JobStatus; trialFailed: boolean }

/**
 * Sends a few rows and waits for these, then the rest, and follows the job to its end; each step takes up what an earlier
 * run of the same command has left.
 */
export async function runJob(facts: RunFacts, target: Target, context: Context): Promise<Run> {
  const { jobId, rows, bad } = facts
  const read = createReadJobStatus(target.table, context)
  const begun = await read(jobId)
  if (!begun) throw unknownJob(jobId)
  const ended = await readEndedRows(target.table, jobId, rows)
  const journal = openJournal(join(target.folder, 'jobs', `${jobId}.journal`), begun.created_at, rows)
  const noteQueued = createNoteQueued(target.table)
  const watch = watchJob(jobId, read, pollMs(target), context)

  try {
    await recordFaultyRows(jobId, bad, journal, createEndings(target.table, context))
    if (facts.first > 0 && !wentWell(begun)) {
      await send(facts.first + bad.size - dealtWith())
      const wanted = dealtWith()
      const tried = await watch.until(status => status.ended >= wanted || isOver(status))
      if (isOver(tried)) return { status: tried, trialFailed: false }
      if (!wentWell(tried)) return { status: tried, trialFailed: true }
      context.io.note('The first rows went well; the rest follows.')
    }
    const sent = await send()
    context.io.note(`${formatCount(sent, 'row')} queued.`)
    return { status: facts.follow ? await watch.until(isOver) : await watch.look(), trialFailed: false }
  } finally {
    journal.close()
  }

  async function send(most?: number): Promise<number> {
    const room = createRoom({
      mostWaiting: target.embedded ? MOST_WAITING : Number.POSITIVE_INFINITY,
      sentBefore: dealtWith(),
      everyMs: pollMs(target),
      async look() {
        await noteQueued(jobId, dealtWith())
        return await watch.look()
      },
      context,
    })
    const feed = { jobId, brandId: facts.brandId, ended, journal, reopen: createReopenRow(target.table), room }
    const toSend = rowsToSend(checkMemberFile(facts.file, facts.check), feed, most)
    const sending = { taken: journal.queued, sleep: context.sleep }
    const sent = await sendRows(toSend, { id: jobId, key: facts.key }, target.queue, sending)
    await noteQueued(jobId, dealtWith())
    return sent
  }

  /** How many rows are in the queue, or have been, or were recorded as faulty. */
  function dealtWith(): number {
    let count = bad.size
    for (let row = 1; row <= rows; row += 1) {
      if (!bad.has(row) && (journal.isQueued(row) || ended.isOver(row) || ended.canReopen(row))) count += 1
    }
    return count
  }
}

/** The queue of the embedded stack is in memory: so many rows of a job wait there at most. */
const MOST_WAITING = 4_000

/** Nothing more happens to a job by itself, or not before somebody has mended something. */
function isOver({ state }: JobStatus): boolean {
  return state !== 'running'
}

function wentWell({ counts }: JobStatus): boolean {
  return counts.imported + counts.already_member > 0
}
