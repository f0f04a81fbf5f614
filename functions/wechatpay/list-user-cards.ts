import type { Signatory } from './authorization.ts'
import { cardMemberPath, cardMemberQuery, type WireRequest } from './paths.ts'

/** The most that one page holds (CONTRACT.md 7). */
const PAGE = 20

/** List a user's cards of all templates, one page from `offset` (partner/4015336984). */
export function listUserCards(
  call: { brandId?: string; openid: string; offset: number },
  { variant }: Signatory,
): WireRequest {
  const path = cardMemberPath(variant, 'user-cards')
  const query = cardMemberQuery(variant, call.brandId, { openid: call.openid, offset: call.offset, limit: PAGE })
  return { method: 'GET', path: path + query, body: undefined }
}
