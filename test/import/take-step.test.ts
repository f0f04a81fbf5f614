import { describe, expect, test } from 'vitest'
import type { Ask } from '../../functions/import/ask.ts'
import { createTakeStep, type StepFacts } from '../../functions/import/take-step.ts'
import type { Call, Reply } from '../../functions/ports.ts'
import { CALL_MS, KEY } from './process.ts'
import { BRAND, CARD, CODE, memory, OPENID, sampleCard, sampleRequest } from './samples.ts'
import { createVirtualTime, START } from './virtual-time.ts'

const unknown = memory({ owed: 'unknown', unclear: true, firstSentAt: START, sentAt: START, sendings: 1 })
const SETTLED_MS = CALL_MS + 5_000

/** Steps whose calls are answered by the given replies, each so many ms after it was sent. */
function setUpStep(...replies: { reply: Reply; takesMs: number }[]) {
  const time = createVirtualTime()
  const calls: Call[] = []
  const ask: Ask = async call => {
    calls.push(call)
    const sentAt = time.now()
    const { reply, takesMs } = replies.shift() ?? { reply: { kind: 'rate_limited' }, takesMs: 0 }
    time.advance(takesMs)
    return { reply, sentAt }
  }
  const takeStep = createTakeStep(ask, time, CALL_MS)
  const facts: StepFacts = {
    key: KEY,
    brandId: BRAND,
    request: sampleRequest(),
    step: 'query',
    memory: unknown,
    streaks: { unverified: 0, unrecognised: 0 },
    refreshed: false,
    limits: { permitMs: 5_000, callMs: CALL_MS },
  }
  return { time, calls, take: (changes: Partial<StepFacts> = {}) => takeStep({ ...facts, ...changes }) }
}

const card = (changes = {}): Reply => ({ kind: 'card', card: sampleCard(changes) })
const cards = (total: number, ...codes: string[]): Reply => ({
  kind: 'cards',
  cards: codes.map(user_card_code => sampleCard({ user_card_code, card_id: 'other' })),
  total,
})

describe('the call of a step', () => {
  test('an import sends the request as it came, with the serial of its key', async () => {
    const { take, calls } = setUpStep({ reply: card(), takesMs: 0 })
    await take({ step: 'import', memory: memory(), serial: 'PUB_KEY_ID_1' })
    expect(calls).toEqual([{ name: 'import', request: sampleRequest(), serial: 'PUB_KEY_ID_1' }])
  })

  test('a plain import has no serial', async () => {
    const { take, calls } = setUpStep({ reply: card(), takesMs: 0 })
    await take({ step: 'import', memory: memory() })
    expect(calls).toStrictEqual([{ name: 'import', request: sampleRequest() }])
  })

  test('a query names the card in full', async () => {
    const { take, calls } = setUpStep({ reply: card(), takesMs: 0 })
    await take()
    expect(calls).toEqual([{ name: 'query', brandId: BRAND, cardId: CARD, openid: OPENID, userCardCode: CODE }])
  })

  test('a list asks for every page', async () => {
    const { take, calls } = setUpStep({ reply: cards(3, 'a', 'b'), takesMs: 0 }, { reply: cards(3, 'c'), takesMs: 0 })
    const owed = memory({ owed: 'code_exists', sendings: 1 })
    expect(await take({ step: 'list', memory: owed })).toMatchObject({ verdict: { code: 'code_taken' } })
    expect(calls).toMatchObject([
      { name: 'list', brandId: BRAND, openid: OPENID, offset: 0 },
      { name: 'list', offset: 2 },
    ])
  })

  test('a page that is empty before the total is reached is the last', async () => {
    const { take, calls } = setUpStep({ reply: cards(3, 'a', 'b'), takesMs: 0 }, { reply: cards(3), takesMs: 0 })
    const owed = memory({ owed: 'code_exists', sendings: 1 })
    expect(await take({ step: 'list', memory: owed })).toMatchObject({ verdict: { code: 'code_taken' } })
    expect(calls).toHaveLength(2)
  })

  test('a page that is no page decides: nothing is concluded from half of a list', async () => {
    const { take } = setUpStep({ reply: cards(3, 'a'), takesMs: 0 }, { reply: { kind: 'rate_limited' }, takesMs: 0 })
    const owed = memory({ owed: 'code_exists', sendings: 1 })
    expect(await take({ step: 'list', memory: owed })).toMatchObject({ verdict: { next: 'later' }, memory: owed })
  })
})

describe('an absence speaks of the moment that it was asked for', () => {
  const absent: Reply = { kind: 'absent' }

  test('asked too early and answered late: later', async () => {
    const { take, time } = setUpStep({ reply: absent, takesMs: 9_000 })
    time.advance(SETTLED_MS - 1)
    expect(await take()).toMatchObject({ verdict: { next: 'later', at: START + SETTLED_MS } })
  })

  test('asked late enough: sent again', async () => {
    const { take, time } = setUpStep({ reply: absent, takesMs: 0 })
    time.advance(SETTLED_MS)
    expect(await take()).toMatchObject({ verdict: { next: 'call', step: 'import' } })
  })

  test('by a list: of the moment of its first page', async () => {
    const { take, time } = setUpStep({ reply: cards(2, 'a'), takesMs: 9_000 }, { reply: cards(2, 'b'), takesMs: 0 })
    time.advance(SETTLED_MS - 1)
    const request = sampleRequest({ user_card_code: '.' })
    expect(await take({ request })).toMatchObject({ verdict: { next: 'later', at: START + SETTLED_MS } })
  })
})

describe('a code that no path takes is looked up in the list', () => {
  const request = sampleRequest({ user_card_code: '.' })
  const takeLate = async (reply: Reply) => {
    const { take, time } = setUpStep({ reply, takesMs: 0 })
    time.advance(SETTLED_MS)
    return await take({ request })
  }

  test('the same code of another template is another card', async () => {
    expect(await takeLate(cards(1, '.'))).toMatchObject({ reply: { kind: 'absent' }, verdict: { step: 'import' } })
  })

  test('another code of the same template is another card', async () => {
    const other: Reply = { kind: 'cards', cards: [sampleCard()], total: 1 }
    expect(await takeLate(other)).toMatchObject({ reply: { kind: 'absent' }, verdict: { step: 'import' } })
  })

  test('what is found, or not, comes with the Request-ID of the list', async () => {
    const own = sampleCard({ user_card_code: '.' })
    const found: Reply = { kind: 'cards', cards: [own], total: 1, requestId: 'R-1' }
    expect(await takeLate(found)).toMatchObject({ reply: { kind: 'card', card: own, requestId: 'R-1' } })
    const taken = await takeLate(cards(0))
    expect('reply' in taken && taken.reply).toStrictEqual({ kind: 'absent' })
  })
})
