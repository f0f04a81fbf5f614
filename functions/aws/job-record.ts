import type { Job } from '../ports.ts'
import { type Item, readNumber } from './state-table.ts'

/** A job from its item. */
export function readJob(item: Item): Job {
  const number = (name: string) => readNumber(item, name) ?? 0
  const rows = readNumber(item, 'rows')
  const queued = readNumber(item, 'queued')
  const cancelledAt = readNumber(item, 'cancelled_at')
  return {
    counts: {
      imported: number('imported'),
      already_member: number('already_member'),
      rejected: number('rejected'),
      unsettled: number('unsettled'),
    },
    ...(rows !== undefined && { rows }),
    ...(queued !== undefined && { queued }),
    ...(item.file_sha256?.S !== undefined && { fileSha256: item.file_sha256.S }),
    ...(item.common_sha256?.S !== undefined && { commonSha256: item.common_sha256.S }),
    ...(item.brand_id?.S !== undefined && { brandId: item.brand_id.S }),
    ...(item.card_id?.S !== undefined && { cardId: item.card_id.S }),
    createdAt: number('created_at'),
    updatedAt: number('updated_at'),
    ...(cancelledAt !== undefined && { cancelledAt }),
  }
}
