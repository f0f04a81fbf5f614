import type { Reply } from '../ports.ts'
import type { Verdict } from './verdict.ts'

/**
 * Replies that concern the credential or a whole scope, the same for every call. The secret is read once more before
 * a 401 or a refused key stops everything: it may just have been rotated.
 */
export function weighTrouble(reply: Reply, refreshed: boolean): Verdict | undefined {
  switch (reply.kind) {
    case 'halt':
      return { next: 'halt', scope: reply.scope, reason: reply.reason }
    case 'unauthorised':
      return refreshed ? { next: 'halt', scope: 'credential', reason: 'signature_refused' } : { next: 'refresh' }
    case 'serial_refused':
      return refreshed ? { next: 'halt', scope: 'credential', reason: 'wechatpay_key_refused' } : { next: 'refresh' }
  }
  return undefined
}
