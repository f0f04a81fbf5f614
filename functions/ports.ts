/**
 * What the use cases need from the outside, one or two methods each. Types only: nothing here exists at run time.
 * Times are milliseconds since 1970 unless a name says otherwise.
 */
import type { EndState } from './member/end-state.ts'
import type { FaultCode } from './member/faults.ts'
import type { Scope } from './member/halt-scope.ts'
import type { ImportRequest } from './member/import-request.ts'
import type { JobStatus } from './member/job-status.ts'
import type { Memory } from './member/memory.ts'
import type { HaltReason, RejectionCode, UnsettledCode } from './member/reasons.ts'
import type { RowFaultCode } from './member/row-faults.ts'
import type { UserCard } from './member/user-card.ts'
import type { Facts, LogEvent } from './signals/log-events.ts'
import type { By, MetricName } from './signals/metric-list.ts'

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
 * row or stop a credential, and never end a row. `unsigned`: a key that is kept elsewhere did not sign just now, so that
 * nothing was sent.
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
  | { kind: 'unsigned' }
  | { kind: 'unclear'; why: Unclear; probe?: true }
)

/** WeChat Pay's own words; they can hold the user's data, so they go to the HTTP caller (masked) and nowhere else. */
export type Said = { message: string; issue?: string }

/**
 * `unverified` is an answer that failed verification; the others are no answer, or none of this member. `probe` of such a
 * reply is a diagnosis: no row is dealt with otherwise, but a wrong key is not concluded from it (DESIGN section 5).
 */
export type Unclear = 'unverified' | 'timeout' | 'connection_lost' | 'server_error' | 'not_this_card'

export type WechatPay = {
  /** Signs, sends, verifies, reads, within `withinMs`. An unusable credential is a `halt`; rejects only if the secret cannot be reached. */
  send(call: Call, withinMs: number): Promise<Reply>
}

export type Cards = {
  /** Decrypts the personal fields of an answer; `plain` is false where this process holds no key for them. */
  reveal(card: UserCard): Promise<{ card: UserCard; plain: boolean }>
}

/** `usable` is false where the secret was read and cannot be used. `brandId`: a brand credential, which is that brand. */
export type Identity = { version: string; usable: boolean; brandId?: string }

export type Credentials = {
  /** Who signs now. Rejects only if the secret cannot be reached. */
  current(): Promise<Identity>
  /** Reads the secret again; several at once share one reading. */
  refresh(): Promise<Identity>
  /**
   * Whether the WeChat Pay key of this serial is held; the secret is read again, at most once a minute, to find it.
   * Rejects if it is not and the secret could not be read.
   */
  holds(serial: string): Promise<boolean>
}

/**
 * Why a key that is kept elsewhere did nothing: `unavailable` passes by itself, `not_decrypted` is about the ciphertext,
 * and the others last until somebody mends them.
 */
export type KeyTrouble = 'unavailable' | 'access_denied' | 'missing' | 'disabled' | 'unfit' | 'not_decrypted'
export type KeyAnswer<T> = { value: T } | { trouble: KeyTrouble; cause: unknown }

/** A private key that never leaves where it is kept. `open`: which key it is now; `publicKey` is SPKI in DER. */
type KeptKey<Use> = { open(): Promise<KeyAnswer<{ publicKey: Uint8Array } & Use>> }

/** RSASSA-PKCS1-v1_5 over a SHA-256 digest. */
export type SigningKey = KeptKey<{ sign(digest: Uint8Array): Promise<KeyAnswer<Uint8Array>> }>
/** RSAES-OAEP with SHA-1. */
export type DecryptionKey = KeptKey<{ decrypt(ciphertext: Uint8Array): Promise<KeyAnswer<Uint8Array>> }>

export type Sealer = {
  /** Encrypts the personal fields of a plain request under the current key, for a hand-over to the queue. */
  seal(request: ImportRequest): Promise<{ request: ImportRequest; serial: string }>
}

/** The right to make one call now. `probing`: the only call that tries whether WeChat Pay is back. */
export type Permit = { probing: boolean }

/** `notBefore`: when to ask again. `down`: WeChat Pay is, and only probing calls are made. */
export type NoPermit = { notBefore: number; down: boolean }

export type Pacer = {
  /** Resolves when the permit's moment has come, or at once if that is over `withinMs` away. */
  take(withinMs: number): Promise<{ permit: Permit } | NoPermit>
  /** What the call of a permit came to: `refused` by rate, `failed` to get a sound answer, or `answered`. */
  report(permit: Permit, result: 'answered' | 'refused' | 'failed'): Promise<void>
}

export type RowKey = { jobId: string; row: number }

export type Halt = { scope: Scope; reason: HaltReason; raisedAt: number; version: string }

/** What decides whether and how a member may be called. */
export type Situation = {
  rowEnded: boolean
  /** Whether the row is of a cancelled job: it is not sent, and what a sending left open is settled by query only. */
  cancelled: boolean
  halts: Halt[]
  record: MemberRecord | undefined
  /** How many members running had an answer that failed verification, and how many refusals had an unknown text. */
  streaks: { unverified: number; unrecognised: number }
}

export type MemberRecord = { revision: number; memory: Memory; claim?: Claim }
export type Claim = { owner: string; at: number; until: number; phase: 'sending' | 'asking' }

export type Situations = {
  look(member: string, scopes: readonly Scope[], row?: RowKey): Promise<Situation>
}

export type Claims = {
  /** Takes or renews the claim if the record is still at `revision`; false if another owner was faster. */
  claim(member: string, revision: number, claim: Claim, memory: Memory): Promise<boolean>
  /** Lets go of the member and keeps what is owed; without effect if the claim is no longer ours. */
  release(member: string, owner: string, memory: Memory): Promise<void>
}

export type Ending = {
  state: EndState
  code?: RejectionCode | UnsettledCode | FaultCode | RowFaultCode
  pointer?: string
  detail?: string
  requestId?: string
  attempts: number
  openid?: string
  userCardCode?: string
}

export type Endings = {
  /**
   * Writes member (if still ours), row (if absent) and job counter in one transaction. `ended`: the row had ended
   * before; `lost`: the claim was no longer ours and nothing was written.
   */
  finish(end: {
    ending: Ending
    row?: RowKey
    member?: { key: string; owner: string; memory: Memory }
  }): Promise<'written' | 'ended' | 'lost'>
}

export type Halts = {
  /** Keeps the halt, unless one stands for that scope already; resolves to the one that stands. */
  raise(halt: Halt): Promise<Halt>
  lift(halt: Halt): Promise<void>
}

export type Streaks = {
  /** Adds one; resolves to the length of the streak. Unverified answers count once a member. */
  lengthen(streak: 'unverified' | 'unrecognised', member: string): Promise<number>
  clear(streak: 'unverified' | 'unrecognised'): Promise<void>
}

export type Queue = {
  /** Hides received messages for some seconds; a handle that has become stale is passed over. */
  hide(messages: readonly { receiptHandle: string; seconds: number }[]): Promise<void>
}

export type DeadLetters = { copy(message: QueueMessage): Promise<void> }

export type HandOver = { settleLater(request: ImportRequest, serial: string): Promise<void> }

/** One received SQS message, as the event source hands it over. */
export type QueueMessage = {
  id: string
  receiptHandle: string
  body: string
  attributes: Readonly<Record<string, string>>
  sentAt: number
  receives: number
}

export type Log = {
  info<E extends LogEvent>(event: E, ...facts: Facts<E>): void
  warn<E extends LogEvent>(event: E, ...facts: Facts<E>): void
}

export type Metrics = {
  count<N extends MetricName>(name: N, ...by: By<N>): void
  /** One value, in the unit that the metric has. */
  record<N extends MetricName>(name: N, value: number, ...by: By<N>): void
}

/**
 * What the table holds of a job. `rows` to `cardId` are known of a job that a command registered before it queued it;
 * `queued`: how many of its rows the command has dealt with so far.
 */
export type Job = {
  counts: Record<Ending['state'], number>
  rows?: number
  queued?: number
  fileSha256?: string
  commonSha256?: string
  brandId?: string
  cardId?: string
  createdAt: number
  updatedAt: number
  cancelledAt?: number
}

export type Jobs = { find(jobId: string): Promise<Job | undefined> }

/** Resolves to undefined for a job that the table does not know. */
export type ReadJobStatus = (jobId: string) => Promise<JobStatus | undefined>
