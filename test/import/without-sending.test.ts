import { expect, test } from 'vitest'
import type { Verdict } from '../../functions/import/verdict.ts'
import { withoutSending } from '../../functions/import/without-sending.ts'
import { memory, sampleCard } from './samples.ts'

const UNCLEAR = memory({ owed: 'unknown', unclear: true, firstSentAt: 1, sentAt: 2, sendings: 3, fruitless: 1 })

test.each<Verdict>([
  { next: 'call', step: 'import' },
  { next: 'end', state: 'unsettled', code: 'no_trace' },
])('%o: dropped, with nothing owed, the counts anew, and the unclear sending still known', verdict => {
  expect(withoutSending(UNCLEAR, verdict)).toEqual({
    memory: memory({ unclear: true, firstSentAt: 1, sentAt: 2 }),
    verdict: { next: 'drop' },
  })
})

test.each<Verdict>([
  { next: 'call', step: 'query' },
  { next: 'call', step: 'list' },
  { next: 'end', state: 'imported', card: sampleCard() },
  { next: 'end', state: 'rejected', code: 'other_code' },
  { next: 'end', state: 'unsettled', code: 'card_not_shown' },
  { next: 'later', at: 5, because: 'settling' },
  { next: 'refresh' },
  { next: 'halt', scope: 'credential', reason: 'no_permission' },
])('%o stays as it is', verdict => {
  expect(withoutSending(UNCLEAR, verdict)).toEqual({ memory: UNCLEAR, verdict })
})
