import { join } from 'node:path'
import { stringify } from 'csv-stringify/sync'
import type { JobRow } from '../../functions/aws/job-rows.ts'
import type { JobStatus } from '../../functions/aws/job-status.ts'
import type { MemberFile } from '../file/open-member-file.ts'
import { createHashedFile, type Written } from './hashed-file.ts'
import { nameOf, openOriginal } from './original.ts'
import { RESULT_COLUMNS, resultCells, unprocessedCells } from './result-columns.ts'

/**
 * Writes what each row of a job came to; with the original file also its failed rows, and those that a cancel kept from
 * being called, as they stand there. Records and rows of the file both come in the order of the rows, so that one pass
 * joins them.
 */
export async function writeResults(
  folder: string,
  { rows = 0, state, isComplete }: Pick<JobStatus, 'rows' | 'state'> & { isComplete: boolean },
  ended: AsyncIterable<JobRow>,
  file: MemberFile | undefined,
): Promise<Record<string, Written>> {
  const head = stringify([[...RESULT_COLUMNS]])
  const succeeded = createHashedFile(join(folder, 'succeeded.csv'), head)
  const failed = createHashedFile(join(folder, 'failed.csv'), head)
  const unprocessed = createHashedFile(join(folder, 'unprocessed.csv'), head)
  const original = file && openOriginal(file, folder)
  let last = 0

  for await (const end of ended) {
    await writeUnended(end.row - 1)
    const record = await original?.take()
    const isGood = end.state === 'imported' || end.state === 'already_member'
    const results = isGood ? succeeded : failed
    results.write(stringify([resultCells(end, nameOf(record))]))
    if (!isGood && record) original?.retry(record)
    last = end.row
  }
  await writeUnended(rows)
  return {
    'succeeded.csv': succeeded.close(),
    'failed.csv': failed.close(),
    'unprocessed.csv': unprocessed.close(),
    ...(await original?.close()),
  }

  /** The rows without a record that come after the last one written. */
  async function writeUnended(until: number): Promise<void> {
    for (let row = last + 1; row <= until; row += 1) {
      const record = await original?.take()
      const cells = unprocessedCells(row, nameOf(record), { isCancelled: state === 'cancelled', isComplete })
      unprocessed.write(stringify([cells]))
      // Until the job is complete some of these may have been called.
      if (state === 'cancelled' && isComplete && record) original?.rest(record)
    }
  }
}
