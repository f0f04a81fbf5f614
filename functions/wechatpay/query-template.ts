import type { Signatory } from './authorization.ts'
import { cardMemberPath, cardMemberQuery, type WireRequest } from './paths.ts'

/** Query a card template (partner/4015336974). */
export function queryTemplate(call: { brandId?: string; cardId: string }, { variant }: Signatory): WireRequest {
  const path = cardMemberPath(variant, 'cards', call.cardId)
  return { method: 'GET', path: path + cardMemberQuery(variant, call.brandId, {}), body: undefined }
}
