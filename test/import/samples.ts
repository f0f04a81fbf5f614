import type { ImportRequest } from '../../functions/member/import-request.ts'
import { type Memory, NOTHING_REMEMBERED } from '../../functions/member/memory.ts'
import type { UserCard } from '../../functions/member/user-card.ts'
import type { QueueMessage } from '../../functions/ports.ts'
import { START } from './virtual-time.ts'

export const BRAND = '1004'
export const CARD = 'card-template-1'
export const CODE = 'A-0001'
export const OPENID = 'openid-0001'

export function sampleRequest(changes: Partial<ImportRequest> = {}): ImportRequest {
  return {
    brand_id: BRAND,
    card_id: CARD,
    openid: OPENID,
    user_card_code: CODE,
    valid_date_information: { type: 'PERMANENT' },
    pickup_time: '2024-05-20T13:29:35+08:00',
    ...changes,
  }
}

export function sampleCard(changes: Partial<UserCard> = {}): UserCard {
  return { user_card_code: CODE, card_id: CARD, openid: OPENID, user_card_state: 'EFFECTIVE', ...changes }
}

export function memory(changes: Partial<Memory> = {}): Memory {
  return { ...NOTHING_REMEMBERED, ...changes }
}

/** A message of row `row` of job `job-1`, sent at the start. */
export function sampleMessage(row: number, request: unknown = sampleRequest(), attributes = {}): QueueMessage {
  return {
    id: `message-${row}`,
    receiptHandle: `handle-${row}`,
    body: typeof request === 'string' ? request : JSON.stringify(request),
    attributes: { job_id: 'job-1', row: String(row), ...attributes },
    sentAt: START,
    receives: 1,
  }
}

/** A message that belongs to no job. */
export function singleMessage(request: unknown = sampleRequest(), attributes = {}): QueueMessage {
  return { ...sampleMessage(0, request), attributes }
}
