import type { Job } from '../ports.ts'
import { type Item, readNumber, readText } from './state-table.ts'

/** A job from its item. */
export function readJob(item: Item): Job {
  const number = (name: string) => readNumber(item, name) ?? 0
  const rows = readNumber(item, 'rows')
  const queued = readNumber(item, 'queued')
  const cancelledAt = readNumber(item, 'cancelled_at')
  const fileSha256 = readText(item, 'file_sha256')
  const commonSha256 = readText(item, 'common_sha256')
  const brandId = readText(item, 'brand_id')
  const cardId = readText(item, 'card_id')
  return {
    counts: {
      imported: number('imported'),
      already_member: number('already_member'),
      rejected: number('rejected'),
      unsettled: number('unsettled'),
    },
    ...(rows !== undefined && { rows }),
    ...(queued !== undefined && { queued }),
    ...(fileSha256 !== undefined && { fileSha256 }),
    ...(commonSha256 !== undefined && { commonSha256 }),
    ...(brandId !== undefined && { brandId }),
    ...(cardId !== undefined && { cardId }),
    createdAt: number('created_at'),
    updatedAt: number('updated_at'),
    ...(cancelledAt !== undefined && { cancelledAt }),
  }
}
