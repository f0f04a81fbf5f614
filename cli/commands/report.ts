import { resolve } from 'node:path'
import { readAllowedRate } from '../../functions/aws/allowed-rate.ts'
import { readJobRows } from '../../functions/aws/job-rows.ts'
import { createReadJobStatus } from '../../functions/aws/job-status.ts'
import { createJobs } from '../../functions/aws/jobs.ts'
import { COMMAND, type ExitCode } from '../command-error.ts'
import type { Context } from '../context.ts'
import { isComplete } from '../job/is-complete.ts'
import { unknownJob } from '../job/watch-job.ts'
import { account } from '../report/account.ts'
import { collect } from '../report/collect.ts'
import { sumOf } from '../report/end-states.ts'
import { renderReport } from '../report/render-report.ts'
import type { Report } from '../report/report.ts'
import { checkPlace, writeReport } from '../report/write-report.ts'
import { openTarget } from '../targets/open-target.ts'
import type { Target, TargetOptions } from '../targets/target.ts'

export type ReportOptions = TargetOptions & { output: string }

/** `report JOB`: what a job came to, as one page to read, print and hand on; nobody's personal field is in it. */
export async function reportJob(jobId: string, options: ReportOptions, context: Context): Promise<ExitCode> {
  const { io } = context
  const file = resolve(context.folder, options.output)
  const target = await openTarget({ ...options, works: false }, context)
  try {
    const report = await makeReport(jobId, file, target, context)
    const language = new Intl.Locale(Intl.DateTimeFormat().resolvedOptions().locale).language
    await writeReport(file, renderReport(report, language === 'zh' ? 'zh-CN' : 'en'))
    io.data(file)
    if (!report.isComplete) {
      io.note(`Rows of ${jobId} may still end: this is how it stands now.`)
      io.note(`To see them end: ${COMMAND} status ${jobId} --follow${target.flags}`)
    }
    const { left, bad } = account(report)
    return report.isComplete && bad + left === 0 ? 0 : 1
  } finally {
    await target.close()
  }
}

async function makeReport(jobId: string, file: string, target: Target, context: Context): Promise<Report> {
  const { table, flags } = target
  const status = await createReadJobStatus(table, context)(jobId)
  const job = await createJobs(table).find(jobId)
  if (!status || !job) throw unknownJob(jobId)
  await checkPlace(file)
  const collected = await collect(readJobRows(table, jobId))
  const { halts, rows = Number.POSITIVE_INFINITY } = status
  // What ended while the rows were read is in the report.
  const state = sumOf(collected.counts) >= rows && status.state !== 'cancelled' ? 'ended' : status.state
  const allowedPerSecond = await readAllowedRate(table)
  const madeAt = context.now()
  return {
    ...collected,
    jobId,
    state,
    isComplete: await isComplete({ state }, target),
    ...(status.rows !== undefined && { rows: status.rows }),
    job,
    halts,
    ...(allowedPerSecond !== undefined && { allowedPerSecond }),
    madeAt,
    offsetMs: -new Date(job.createdAt).getTimezoneOffset() * 60_000,
    flags,
  }
}
