import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { readJobRows } from '../../functions/aws/job-rows.ts'
import { createReadJobStatus, type JobStatus } from '../../functions/aws/job-status.ts'
import { COMMAND, CommandError, type ExitCode } from '../command-error.ts'
import type { Context } from '../context.ts'
import type { MemberFile } from '../file/open-member-file.ts'
import { isComplete } from '../job/is-complete.ts'
import { openSource } from '../job/member-source.ts'
import { unknownJob } from '../job/watch-job.ts'
import { formatCount } from '../output/format-quantity.ts'
import { formatTable } from '../output/format-table.ts'
import { writeResults } from '../results/write-results.ts'
import { openTarget } from '../targets/open-target.ts'
import type { TargetOptions } from '../targets/target.ts'

export type ResultsOptions = TargetOptions & { output: string; original?: string }

/** `results JOB`: what became of every row, as files that hold no personal field but those of the operator's own file. */
export async function fetchResults(jobId: string, options: ResultsOptions, context: Context): Promise<ExitCode> {
  const { io } = context
  const original = options.original === undefined ? undefined : await openSource(options.original, context)
  const target = await openTarget({ ...options, works: false }, context)
  try {
    const status = await createReadJobStatus(target.table, context)(jobId)
    if (!status) throw unknownJob(jobId)
    if (original) checkOriginal(original, status)
    const folder = resolve(context.folder, options.output)
    await clearFolder(folder)
    const complete = await isComplete(status, target)
    const facts = { ...status, isComplete: complete }
    const files = await writeResults(folder, facts, readJobRows(target.table, jobId), original)
    const manifest = { ...status, complete, fetched_at: new Date(context.now()).toISOString(), files }
    await writeFile(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 })
    io.data(formatTable([['file', 'rows'], ...Object.entries(files).map(([name, { rows }]) => [name, rows])]))
    if (!complete) {
      io.note(`Rows of ${jobId} may still end; so far they stand in unprocessed.csv.`)
      io.note(`To see them end: ${COMMAND} status ${jobId} --follow${target.flags}`)
    }
    const failed = status.counts.rejected + status.counts.unsettled
    if (failed > 0 && !original) io.note(`With --original FILE, ${formatCount(failed, 'row')} ready to be corrected.`)
    return complete && failed + status.counts.unprocessed === 0 ? 0 : 1
  } finally {
    await target.close()
    await original?.close()
  }
}

/** What an earlier run has left says nothing of this job; without its manifest a folder is not done. */
async function clearFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true })
    for (const name of ['manifest.json', 'retry.csv', 'retry.jsonl', 'rest.csv', 'rest.jsonl'])
      await rm(join(folder, name), { force: true })
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : 'unknown'
    throw new CommandError(2, `Nothing can be written into ${folder} (${code}). Choose another folder: -o.`, { cause })
  }
}

function checkOriginal({ name, sha256 }: MemberFile, { job_id, file_sha256 }: JobStatus): void {
  if (file_sha256 === undefined) throw new CommandError(2, `The job ${job_id} was not made of a file.`)
  if (file_sha256 !== sha256) {
    throw new CommandError(
      2,
      `${name} is not the file of the job ${job_id}: its SHA-256 begins ${sha256.slice(0, 12)}, the job's ${file_sha256.slice(0, 12)}.`,
    )
  }
}
