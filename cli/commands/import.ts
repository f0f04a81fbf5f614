import { createJobs } from '../../functions/aws/jobs.ts'
import { createRegisterJob } from '../../functions/aws/register-job.ts'
import { CommandError, type ExitCode } from '../command-error.ts'
import type { Context } from '../context.ts'
import { checkMemberFile } from '../file/check-member-file.ts'
import type { MemberFile } from '../file/open-member-file.ts'
import { readSealingKey } from '../job/ask-stack.ts'
import { conclude } from '../job/conclude.ts'
import { createFreshKey } from '../job/fresh-key.ts'
import { defaultJobId, hashCommon, openSource, readCommon, type SourceOptions } from '../job/member-source.ts'
import { prepareCheck } from '../job/prepare-check.ts'
import { reviewFile } from '../job/review-file.ts'
import { runJob } from '../job/run-job.ts'
import { showReasons } from '../job/show-reasons.ts'
import { showReview } from '../job/show-review.ts'
import { showStatus } from '../job/show-status.ts'
import { openTarget } from '../targets/open-target.ts'
import type { Target, TargetOptions } from '../targets/target.ts'

export type ImportOptions = TargetOptions &
  SourceOptions & {
    cardId: string
    jobId?: string
    dryRun?: boolean | undefined
    first: number
    maxBadRecords: number
    follow?: boolean | undefined
    json?: boolean | undefined
  }

/** `import FILE`: checks the whole file, then encrypts its rows here and queues them; the same command goes on. */
export async function importMembers(path: string, options: ImportOptions, context: Context): Promise<ExitCode> {
  const file = await openSource(path, context)
  try {
    const target = await openTarget(options, context)
    try {
      return await importFile(file, target, options, context)
    } finally {
      await target.close()
    }
  } finally {
    await file.close()
  }
}

async function importFile(
  file: MemberFile,
  target: Target,
  options: ImportOptions,
  context: Context,
): Promise<ExitCode> {
  const { io } = context
  const { key, brandId: signing } = await readSealingKey(target, context)
  const common = await readCommon(options, context)
  const commonSha256 = hashCommon(common)
  const jobId = options.jobId ?? defaultJobId(file, commonSha256)
  // Rows that may have been sent are not to expire because the same command comes again days later.
  const begunAt = (await createJobs(target.table).find(jobId))?.createdAt ?? context.now()
  const prepared = await prepareCheck(target, common, signing, options.cardId, context)
  const { brandId } = prepared
  const check = { ...prepared.check, now: begunAt }
  const review = await reviewFile(checkMemberFile(file, check), { keep: options.maxBadRecords + 1, ...options, io })
  showReview(file, review, io)
  if (review.faultyRows > options.maxBadRecords) {
    io.tell('Nothing was sent. Correct these rows, or let them be left out with --max-bad-records.')
    return 1
  }
  if (options.dryRun) return review.faultyRows > 0 ? 1 : 0

  await register(jobId, { rows: review.rows, fileSha256: file.sha256, commonSha256, brandId, cardId: options.cardId })
  io.note(`Job ${jobId} on ${target.name}.`)
  const readKey = async () => (await readSealingKey(target, context)).key
  const freshKey = createFreshKey(key, readKey, context.now)
  const facts = { jobId, brandId, file, check, rows: review.rows, bad: review.bad, key: freshKey }
  const { first, follow = context.isTerminal || target.embedded } = options
  const { status, trialFailed } = await runJob({ ...facts, first, follow }, target, context)
  if (options.json) io.data(JSON.stringify(status))
  else showStatus(status, io, context.now())
  if (!trialFailed) return await conclude(status, target, io)
  await showReasons(target.table, jobId, io)
  io.tell('None of the first rows went well, so no more were sent. Mend the reason; to go on all the same: --first 0.')
  return 1

  async function register(id: string, given: Parameters<ReturnType<typeof createRegisterJob>>[1]): Promise<void> {
    const registered = await createRegisterJob(target.table, context)(id, given)
    if (registered === 'other_content') {
      throw new CommandError(2, `The job ${id} is of another file, or other common fields. Choose another --job-id.`)
    }
    if (registered === 'cancelled') {
      const next = `results ${id} -o results${target.flags}`
      throw new CommandError(1, `The job ${id} was cancelled. To import its rows choose another --job-id.`, { next })
    }
  }
}
