import type { Signatory } from './authorization.ts'
import { cardMemberPath, cardMemberQuery, type WireRequest } from './paths.ts'

/** Query one user card (partner/4015336980). Throws for the codes `.` and `..`: list the user's cards instead. */
export function queryUserCard(
  call: { brandId?: string; cardId: string; openid: string; userCardCode: string },
  { variant }: Signatory,
): WireRequest {
  const path = cardMemberPath(variant, 'user-cards', call.userCardCode)
  const query = cardMemberQuery(variant, call.brandId, { card_id: call.cardId, openid: call.openid })
  return { method: 'GET', path: path + query, body: undefined }
}
