import type { Attempt } from './attempt.ts'
import { memberKey } from './member-key.ts'
import type { ReadMessage } from './read-message.ts'

/** The attempt that a sound message asks for. `brandId`: of a brand credential, which is that brand. */
export function toAttempt(read: Exclude<ReadMessage, { faults: unknown }>, brandId?: string): Attempt {
  const brand = brandId ?? read.request.brand_id ?? ''
  return { key: memberKey(brand, read.request.card_id, read.request.openid), brandId: brand, ...read }
}
