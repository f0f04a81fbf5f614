import type { Call, Card, Evidence, InputRow, JobRecord, RowRecord } from './evidence.ts'

/** Runs written by hand: one row, `spring/1`, which was sent, imported and counted, and whatever a test has otherwise. */
export const row = (given: Partial<InputRow> = {}): InputRow => ({
  jobId: 'spring',
  row: 1,
  cardId: 'card',
  openid: 'o-1',
  code: 'C1',
  ...given,
})

export const call = (given: Partial<Call> = {}): Call => ({
  number: 1,
  received_at_ms: 1_000,
  call: 'import',
  openid: 'o-1',
  user_card_code: 'C1',
  card_id: 'card',
  status: 200,
  request_id: 'R1',
  created: true,
  fault: null,
  delivered: true,
  ...given,
})

/** A query after a while, which shows the card. */
export const query = (given: Partial<Call> = {}): Call =>
  call({ number: 2, received_at_ms: 9_000, call: 'query', request_id: 'R2', created: false, ...given })

export const card = (given: Partial<Card> = {}): Card => ({
  card_id: 'card',
  openid: 'o-1',
  user_card_code: 'C1',
  user_card_state: 'EFFECTIVE',
  ...given,
})

export const record = (given: Partial<RowRecord> = {}): RowRecord => ({
  jobId: 'spring',
  row: 1,
  state: 'imported',
  code: '',
  requestId: 'R1',
  openid: 'o-1',
  userCardCode: 'C1',
  ...given,
})

/** What the record must look like where no call was made. */
export const uncalled = (code: string): RowRecord => ({ jobId: 'spring', row: 1, state: 'rejected', code })

export const job = (counts: Record<string, number>, jobId = 'spring'): JobRecord => ({ jobId, counts })

/** Counts what is recorded, unless the counters are given. */
export function run(given: Partial<Evidence> = {}): Evidence {
  const records = given.records ?? [record()]
  const counts: Record<string, number> = {}
  for (const { state } of records) counts[state] = (counts[state] ?? 0) + 1
  return {
    rows: [row()],
    counter: [],
    journal: [call()],
    cards: [card()],
    records,
    jobs: [job(counts)],
    letters: [],
    waiting: 0,
    patienceMs: 3_000,
    ...given,
  }
}
