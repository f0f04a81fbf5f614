import * as v from 'valibot'

/**
 * What is left of a run once all has come to rest, and what went into it. The checker reads nothing else, and shares no
 * code with what it judges: its tables are a second reading of DESIGN section 5 and of CONTRACT.md.
 */
export type Evidence = {
  rows: readonly InputRow[]
  /** What was imported at the counter, beside the rows. */
  counter: readonly CounterImport[]
  /** WeChat Pay's, in the order of receipt. */
  journal: readonly Call[]
  cards: readonly Card[]
  records: readonly RowRecord[]
  jobs: readonly JobRecord[]
  letters: readonly Letter[]
  /** Messages that have not come to rest. */
  waiting: number
  /** For how long after a sending the answer that there is no card says nothing. */
  patienceMs: number
}

/** A card as a row asks for it. */
export type Wanted = { cardId: string; openid: string; code: string }

/** `refusedAs`: how it must be rejected for what the row itself says; `uncalled`: before any call is spent on it. */
export type InputRow = Wanted & { jobId: string; row: number; refusedAs?: string; uncalled?: boolean }

/** The last answer: `imported`, `already_member`, or another status as text. */
export type CounterImport = Wanted & { outcome: string }

export type Letter = { jobId: string; row: number }
export type RowRecord = Letter & {
  state: string
  code: string
  requestId?: string
  openid?: string
  userCardCode?: string
}
export type JobRecord = { jobId: string; counts: Readonly<Record<string, number>> }

const text = v.nullable(v.string())

/** One request in the simulator's journal (infra/local/wechatpay/journal.ts), as far as it is judged. */
export const Call = v.object({
  number: v.number(),
  received_at_ms: v.number(),
  call: v.string(),
  openid: text,
  user_card_code: text,
  card_id: text,
  status: v.nullable(v.number()),
  request_id: text,
  created: v.boolean(),
  fault: text,
  delivered: v.boolean(),
})
export type Call = v.InferOutput<typeof Call>

export const Card = v.object({
  card_id: v.string(),
  openid: v.string(),
  user_card_code: v.string(),
  user_card_state: v.string(),
})
export type Card = v.InferOutput<typeof Card>

export type Violation = { kind: 'lost' | 'doubled' | 'guessed' | 'miscounted'; where: string; what: string }

export const STATES = ['imported', 'already_member', 'rejected', 'unsettled'] as const

export const nameOf = ({ jobId, row }: Letter) => `${jobId}/${row}`
export const memberOf = ({ cardId, openid }: Pick<Wanted, 'cardId' | 'openid'>) => JSON.stringify([cardId, openid])
export const cardOf = ({ cardId, openid, code }: Wanted) => JSON.stringify([cardId, openid, code])

/** The card that a call is about; of a list only the user is known. */
export const wantedBy = ({ card_id, openid, user_card_code }: Call): Wanted => ({
  cardId: card_id ?? '',
  openid: openid ?? '',
  code: user_card_code ?? '',
})
