import { createHash } from 'node:crypto'
import { join, resolve } from 'node:path'
import type { Context } from '../context.ts'
import { readDefaults } from '../file/defaults.ts'
import { type MemberFile, openMemberFile } from '../file/open-member-file.ts'

/** Options that say what is the same for every row. */
export type SourceOptions = { cardId?: string; brandId?: string; defaults?: string }

/** What is the same for every row: the ids of the options, and the defaults file. */
export async function readCommon(options: SourceOptions, context: Context): Promise<Record<string, unknown>> {
  const defaults =
    options.defaults === undefined ? {} : await readDefaults(resolve(context.folder, options.defaults), context.now())
  return {
    ...defaults,
    ...(options.brandId !== undefined && { brand_id: options.brandId }),
    ...(options.cardId !== undefined && { card_id: options.cardId }),
  }
}

/** A path is relative to where the operator typed the command; `-` is stdin. */
export async function openSource(path: string, context: Context): Promise<MemberFile> {
  return await openMemberFile(path === '-' ? path : resolve(context.folder, path), join(context.stateFolder, 'spool'))
}

/** The hash of what is the same for every row, whichever order it was given in. */
export function hashCommon(common: Record<string, unknown>): string {
  const sorted = Object.entries(common).sort(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex')
}

/** The job_id of a file that was given none: the same file with the same common fields is the same job. */
export function defaultJobId({ sha256 }: MemberFile, commonSha256: string): string {
  return createHash('sha256').update(`${sha256}\n${commonSha256}`).digest('hex').slice(0, 16)
}
