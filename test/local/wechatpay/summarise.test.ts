import { describe, expect, it } from 'vitest'
import { type Entry, makeJournal } from '../../../infra/local/wechatpay/journal.ts'
import { summarise } from '../../../infra/local/wechatpay/summarise.ts'

function summaryOf(...given: Partial<Entry>[]) {
  const journal = makeJournal()
  for (const entry of given) {
    journal.open({ received_at_ms: 0, variant: 'partner', call: 'import', openid: 'o1', card_id: 'c1', ...entry })
  }
  return summarise(journal.entries)
}

describe('summary', () => {
  it('counts by verdict and call', () => {
    const summary = summaryOf(
      { status: 200, created: true },
      { status: 400, code: 'PARAM_ERROR' },
      { status: 400, code: 'PARAM_ERROR' },
      { call: 'query' },
    )
    expect(summary).toMatchObject({
      calls: 4,
      cards_created: 1,
      by_verdict: { 200: 1, '400 PARAM_ERROR': 2, 'no answer': 1 },
      by_call: { import: 3, query: 1 },
    })
  })

  it('finds the fullest second of either credential', () => {
    const times = [0, 999, 1_000, 1_500, 1_998, 5_000]
    const partner = times.map(received_at_ms => ({ received_at_ms }))
    expect(summaryOf(...partner).max_calls_in_one_second).toBe(4)
    const brand = { received_at_ms: 1_600, variant: 'brand' } as const
    expect(summaryOf(...partner, brand).max_calls_in_one_second).toBe(4)
  })

  it('finds members created twice in one template, not in two', () => {
    const made = { status: 200, created: true }
    expect(summaryOf(made, { ...made, card_id: 'c2' }).members_created_twice).toBe(0)
    expect(summaryOf(made, made, made).members_created_twice).toBe(1)
  })

  describe('imports after an unclear answer', () => {
    const unclear = { status: 500, unclear: true }
    const blind = (...entries: Partial<Entry>[]) => summaryOf(...entries).imports_after_unclear_without_query

    it('counts a repeat with nothing between', () => {
      expect(blind(unclear, { status: 200 })).toBe(1)
    })
    it('goes on counting until an import is answered clearly', () => {
      expect(blind(unclear, { status: 429 }, { status: 200 }, { status: 200 })).toBe(2)
    })
    it('is content with a query or a list that was answered', () => {
      expect(blind(unclear, { call: 'query', status: 404 }, { status: 200 })).toBe(0)
      expect(blind(unclear, { call: 'list', card_id: null, status: 200 }, { status: 200 })).toBe(0)
    })
    it('is not content with a query that failed, was unclear, or was about another member', () => {
      expect(blind(unclear, { call: 'query', status: 429 }, { status: 200 })).toBe(1)
      expect(blind(unclear, { call: 'query', status: 200, unclear: true }, { status: 200 })).toBe(1)
      expect(blind(unclear, { call: 'query', status: 404, openid: 'o2' }, { status: 200 })).toBe(1)
      expect(blind(unclear, { call: 'query', status: 404, card_id: 'c2' }, { status: 200 })).toBe(1)
    })
    it('leaves other members and clear answers alone', () => {
      expect(blind(unclear, { status: 200, openid: 'o2' })).toBe(0)
      expect(blind({ status: 429 }, { status: 200 })).toBe(0)
    })
  })
})
