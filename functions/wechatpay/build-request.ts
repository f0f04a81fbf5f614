import type { Call } from '../ports.ts'
import type { Credential } from './credential.ts'
import { importByOpenid } from './import-by-openid.ts'
import { listUserCards } from './list-user-cards.ts'
import type { WireRequest } from './paths.ts'
import { queryTemplate } from './query-template.ts'
import { queryUserCard } from './query-user-card.ts'

/** Method, path and body of a call, serialised once: these bytes are signed, and these are sent. */
export function buildRequest(call: Call, credential: Credential): WireRequest {
  switch (call.name) {
    case 'import':
      return importByOpenid(call, credential)
    case 'query':
      return queryUserCard(call, credential)
    case 'list':
      return listUserCards(call, credential)
    case 'template':
      return queryTemplate(call, credential)
  }
}
