import type { Variant } from './keys.ts'
import type { CallName } from './routes.ts'

/** What is known of one request. Never a personal field; an openid and a code may stand here. */
export type Entry = {
  number: number
  /** When the last byte of the request was there. */
  received_at_ms: number
  variant: Variant
  call: CallName | 'unknown'
  openid: string | null
  user_card_code: string | null
  card_id: string | null
  wechatpay_serial: string | null
  /** Of a request whose signature verified. */
  nonce: string | null
  /** What was answered; null: nothing was, or not yet. */
  status: number | null
  code: string | null
  request_id: string | null
  /** Whether this request made a card, be it later than its answer. */
  created: boolean
  fault: string | null
  held_ms: number
  /** Personal fields that could be decrypted. */
  decrypted: number
  /** Whether the answer left in full. */
  delivered: boolean
  /** Whether the caller cannot know the outcome from what it got. */
  unclear: boolean
}

/** Where entries are kept beside memory. */
type Keep = (entry: Entry) => void

export type Journal = {
  open(known: Pick<Entry, 'received_at_ms' | 'variant' | 'call'> & Partial<Entry>): Entry
  /** Keeps an entry as it is now. What a caller learns from its answer must be kept before. */
  save(entry: Entry): void
  entries: readonly Entry[]
}

/** Entries in the order of receipt, after those of an earlier process; each is completed as its request goes on. */
export function makeJournal(earlier: readonly Entry[] = [], keep: Keep = () => {}): Journal {
  const entries = [...earlier]
  return {
    entries,
    save: keep,
    open(known) {
      const entry: Entry = {
        openid: null,
        user_card_code: null,
        card_id: null,
        wechatpay_serial: null,
        nonce: null,
        status: null,
        code: null,
        request_id: null,
        created: false,
        fault: null,
        held_ms: 0,
        decrypted: 0,
        delivered: false,
        unclear: false,
        ...known,
        number: entries.length + 1,
      }
      entries.push(entry)
      return entry
    },
  }
}
