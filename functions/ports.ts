/**
 * What the use cases need from the outside, one or two methods each. Types only: nothing here exists at run time.
 * Times are milliseconds since 1970 unless a name says otherwise.
 */
import type { ImportRequest } from './member/import-request.ts'
import type { HaltReason, RejectionCode, UnsettledCode } from './member/reasons.ts'
import type { UserCard } from './member/user-card.ts'

export type Clock = { now(): number; sleep(ms: number): Promise<void> }

/** A fresh name for one receive of one message: who owns a claim. */
export type NewOwner = () => string

/** One call to WeChat Pay. `serial` on an import: the key that its personal fields are encrypted under already. */
export type Call =
  | { name: 'import'; request: ImportRequest; serial?: string }
  | { name: 'query'; brandId?: string; cardId: string; openid: string; userCardCode: string }
  | { name: 'list'; brandId?: string; openid: string; offset: number }
  | { name: 'template'; brandId?: string; cardId: string }

/**
 * What an answer, or its absence, comes to. Only the kinds from `card` to `halt` were verified; the rest may delay a
 * row or stop a credential, and never end a row.
 */
export type Reply = { requestId?: string; said?: Said } & (
  | { kind: 'card'; card: UserCard }
  | { kind: 'cards'; cards: UserCard[]; total: number }
  | { kind: 'template'; template: Record<string, unknown> }
  | { kind: 'accepted' }
  | { kind: 'absent' }
  | { kind: 'refused'; code: RejectionCode }
  | { kind: 'already'; text: 'effective_card' | 'code_exists' }
  | { kind: 'halt'; scope: 'credential' | 'brand' | 'template'; reason: HaltReason }
  | { kind: 'serial_refused' }
  | { kind: 'unauthorised' }
  | { kind: 'rate_limited' }
  | { kind: 'unavailable'; mayHaveWorked: boolean }
  | { kind: 'unclear'; why: Unclear }
)

/** WeChat Pay's own words; they can hold the user's data, so they go to the HTTP caller (masked) and nowhere else. */
export type Said = { message: string; issue?: string }

/** `unverified` and `probe` are answers that failed verification; the others are no answer, or none of this member. */
export type Unclear = 'unverified' | 'probe' | 'timeout' | 'connection_lost' | 'server_error' | 'not_this_card'

export type WechatPay = {
  /** Signs, sends, verifies, reads. Takes at most `withinMs`. Rejects only with a CredentialError. */
  send(call: Call, withinMs: number): Promise<Reply>
}

export type Cards = {
  /** Decrypts the personal fields of an answer; `plain` is false where this process holds no key for them. */
  reveal(card: UserCard): Promise<{ card: UserCard; plain: boolean }>
}

export type Credentials = {
  /** The version in use, and the credential's name for pacer and halts: `mchid:…` or `brand_id:…`. */
  version(): Promise<{ id: string; credential: string }>
  /** Reads the secret again (single-flight); the new version. */
  refresh(): Promise<{ id: string; credential: string }>
}
