import { CommandError, type ExitCode } from '../command-error.ts'
import type { Context } from '../context.ts'
import { type CheckContext, checkMemberFile } from '../file/check-member-file.ts'
import { readSealingKey } from '../job/ask-stack.ts'
import { openSource, readCommon, type SourceOptions } from '../job/member-source.ts'
import { prepareCheck } from '../job/prepare-check.ts'
import { reviewFile } from '../job/review-file.ts'
import { showReview } from '../job/show-review.ts'
import { openTarget } from '../targets/open-target.ts'
import type { TargetOptions } from '../targets/target.ts'

export type CheckOptions = TargetOptions & SourceOptions & { local?: boolean | undefined; json?: boolean | undefined }

/** `check FILE`: every fault of the file, offline; with a stack also against the card template, which is read once. */
export async function checkMembers(path: string, options: CheckOptions, context: Context): Promise<ExitCode> {
  const file = await openSource(path, context)
  try {
    const check = await readCheck(options, context)
    const review = await reviewFile(checkMemberFile(file, check), { keep: 0, json: options.json, io: context.io })
    showReview(file, review, context.io)
    return review.faults > 0 ? 1 : 0
  } finally {
    await file.close()
  }
}

async function readCheck(options: CheckOptions, context: Context): Promise<CheckContext> {
  const common = await readCommon(options, context)
  const usesStack = options.local || options.stack !== undefined || options.live !== undefined
  if (!usesStack) return { now: context.now(), common, idsLater: true }
  if (options.cardId === undefined) throw new CommandError(2, 'To check against a template, name it: --card-id.')
  const target = await openTarget({ ...options, works: false }, context)
  try {
    const { brandId } = await readSealingKey(target, context)
    return (await prepareCheck(target, common, brandId, options.cardId, context)).check
  } finally {
    await target.close()
  }
}
