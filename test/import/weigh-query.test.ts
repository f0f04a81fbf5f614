import { describe, expect, test } from 'vitest'
import { weighQuery } from '../../functions/import/weigh-query.ts'
import type { Memory } from '../../functions/member/memory.ts'
import type { UserCard } from '../../functions/member/user-card.ts'
import type { Reply } from '../../functions/ports.ts'
import { CODE, memory, sampleCard } from './samples.ts'

const FIRST = Date.UTC(2026, 7, 1)
const SENT = FIRST + 60_000
const LIMIT = 10_000
const SETTLED = SENT + LIMIT + 5_000

const sent = { firstSentAt: FIRST, sentAt: SENT, sendings: 1 }
const unknown = memory({ ...sent, owed: 'unknown', unclear: true })
const accepted = memory({ ...sent, owed: 'accepted', unclear: true })
const effective = memory({ ...sent, owed: 'effective_card' })
const codeExists = memory({ ...sent, owed: 'code_exists' })
const onRecord = memory({ owed: 'on_record', importedCode: 'A-0001' })

const weigh = (known: Memory, reply: Reply, askedAt = SETTLED) =>
  weighQuery(known, reply, { userCardCode: CODE, askedAt, now: SETTLED, callLimitMs: LIMIT, refreshed: false })
const shown = (state: UserCard['user_card_state'], createdAt?: number): Reply => ({
  kind: 'card',
  card: sampleCard({
    user_card_state: state,
    ...(createdAt !== undefined && { create_time: new Date(createdAt).toISOString() }),
  }),
})
const absent: Reply = { kind: 'absent' }

describe('200 match', () => {
  test.each<[string, Memory, Reply, object]>([
    ['unknown; created at the first sending', unknown, shown('EFFECTIVE', FIRST), { state: 'imported' }],
    [
      'unknown; created 60 s before it: clocks differ',
      unknown,
      shown('EFFECTIVE', FIRST - 60_000),
      { state: 'imported' },
    ],
    ['unknown; created earlier', unknown, shown('EFFECTIVE', FIRST - 60_001), { state: 'already_member' }],
    ['unknown; create_time absent', unknown, shown('EFFECTIVE'), { state: 'imported' }],
    ['unknown; EXPIRED, created by us', unknown, shown('EXPIRED', SENT), { state: 'imported' }],
    ['202; created after the first sending', accepted, shown('EFFECTIVE', SENT), { state: 'imported' }],
    [
      '"already" after an unclear attempt of ours; created by us',
      { ...effective, unclear: true },
      shown('EFFECTIVE', SENT),
      { state: 'imported' },
    ],
    [
      '"already" after an unclear attempt of ours; created earlier',
      { ...codeExists, unclear: true },
      shown('EFFECTIVE', FIRST - 90_000),
      { state: 'already_member' },
    ],
    ['"already", no unclear attempt; EFFECTIVE', effective, shown('EFFECTIVE', SENT), { state: 'already_member' }],
    ['"already", no unclear attempt; EXPIRED', codeExists, shown('EXPIRED'), { state: 'already_member' }],
    ['unknown; UNACTIVATED', unknown, shown('UNACTIVATED'), { state: 'rejected', code: 'pending_activation' }],
    ['unknown; INVALID', unknown, shown('INVALID'), { state: 'rejected', code: 'card_invalid' }],
    ['202; UNACTIVATED', accepted, shown('UNACTIVATED'), { state: 'rejected', code: 'pending_activation' }],
    ['"already"; INVALID', codeExists, shown('INVALID'), { state: 'rejected', code: 'card_invalid' }],
    ['on record as imported; EFFECTIVE', onRecord, shown('EFFECTIVE', SENT), { state: 'already_member' }],
  ])('%s', (_, known, reply, ending) => {
    expect(weigh(known, reply).verdict).toMatchObject({ next: 'end', ...ending })
  })

  test('unknown, and on record under this very code: imported before, and not a second time', () => {
    const known = { ...unknown, importedCode: 'A-0001' }
    for (const card of [shown('EFFECTIVE', SENT), shown('EFFECTIVE'), shown('EXPIRED', FIRST)]) {
      expect(weigh(known, card).verdict).toMatchObject({ next: 'end', state: 'already_member' })
    }
  })

  test('unknown, and on record under another code: imported', () => {
    const known = { ...unknown, importedCode: 'B-0002' }
    expect(weigh(known, shown('EFFECTIVE', SENT)).verdict).toMatchObject({ next: 'end', state: 'imported' })
  })

  test.each(['EXPIRED', 'INVALID', 'UNACTIVATED'] as const)('on record as imported; %s: send', state => {
    expect(weigh(onRecord, shown(state))).toEqual({ memory: memory(), verdict: { next: 'call', step: 'import' } })
  })
})

describe('404 NOT_FOUND', () => {
  test.each([
    ['unknown', unknown],
    ['202', accepted],
  ])('%s: later, sooner than call limit + 5 s after sending', (_, known) => {
    expect(weigh(known, absent, SETTLED - 1)).toEqual({
      memory: known,
      verdict: { next: 'later', at: SETTLED, because: 'settling' },
    })
  })

  test.each([
    ['unknown', unknown],
    ['202', accepted],
  ])('%s: send again after that, with the memory of an unclear attempt', (_, known) => {
    const { owed: _owed, ...kept } = known
    expect(weigh(known, absent)).toEqual({ memory: kept, verdict: { next: 'call', step: 'import' } })
    expect(kept.unclear).toBe(true)
  })

  test.each([
    ['this code is on record no more', CODE, undefined],
    ['another code stays on record', 'B-0002', 'B-0002'],
  ])('unknown: sent again, and %s', (_, importedCode, kept) => {
    expect(weigh({ ...unknown, importedCode }, absent).memory.importedCode).toBe(kept)
  })

  test('unknown: the second sending may be followed by a third', () => {
    expect(weigh({ ...unknown, sendings: 2 }, absent).verdict).toEqual({ next: 'call', step: 'import' })
  })

  test('unknown: after three sendings, unsettled', () => {
    const verdict = { next: 'end', state: 'unsettled', code: 'no_trace' }
    expect(weigh({ ...unknown, sendings: 3 }, absent).verdict).toEqual(verdict)
  })

  test('on record as imported: send', () => {
    expect(weigh(onRecord, absent)).toEqual({ memory: memory(), verdict: { next: 'call', step: 'import' } })
  })

  test('on record as imported: send at once, whatever was just sent, and how often, under another code', () => {
    expect(weigh({ ...onRecord, ...sent }, absent, SENT).verdict).toEqual({ next: 'call', step: 'import' })
    expect(weigh({ ...onRecord, ...sent, sendings: 3 }, absent).verdict).toEqual({ next: 'call', step: 'import' })
  })

  test.each([
    ['effective card', effective],
    ['code exists', codeExists],
  ])('"already", %s: the list comes at once', (_, known) => {
    expect(weigh(known, absent, SENT)).toEqual({ memory: known, verdict: { next: 'call', step: 'list' } })
  })
})

describe('no answer that settles anything', () => {
  const owed = [unknown, accepted, effective, codeExists, onRecord].map(known => [known.owed, known] as const)

  describe.each(owed)('owed because of %s', (_, known) => {
    test.each<[string, Reply]>([
      ['429', { kind: 'rate_limited' }],
      ['502 or 503', { kind: 'unavailable', mayHaveWorked: true }],
      ['500', { kind: 'unclear', why: 'server_error' }],
      ['no connection', { kind: 'unavailable', mayHaveWorked: false }],
      ['a lost connection', { kind: 'unclear', why: 'connection_lost' }],
      ['a timeout', { kind: 'unclear', why: 'timeout' }],
    ])('%s: later; not counted', (_name, reply) => {
      const worn = { ...known, fruitless: 4 }
      expect(weigh(worn, reply)).toEqual({
        memory: worn,
        verdict: { next: 'later', at: SETTLED + 1_000, because: 'settling' },
      })
    })

    test.each([
      { kind: 'unclear', why: 'unverified' },
      { kind: 'unclear', why: 'unverified', probe: true },
      { kind: 'unclear', why: 'not_this_card' },
    ] as const)('%j: later and counted', reply => {
      expect(weigh(known, reply)).toEqual({
        memory: { ...known, fruitless: 1 },
        verdict: { next: 'later', at: SETTLED + 1_000, because: 'settling' },
      })
    })

    test.each([
      [{ kind: 'unclear', why: 'unverified' }, 'answers_unverifiable'],
      [{ kind: 'unclear', why: 'unverified', probe: true }, 'answers_unverifiable'],
      [{ kind: 'unclear', why: 'not_this_card' }, 'look_up_inconclusive'],
    ] as const)('the fifth, %j: unsettled, as %s', (reply, code) => {
      const verdict = { next: 'end', state: 'unsettled', code }
      expect(weigh({ ...known, fruitless: 4 }, reply).verdict).toEqual(verdict)
    })
  })
})

describe('what concerns more than the member', () => {
  test('401: refresh', () => {
    expect(weigh(unknown, { kind: 'unauthorised' })).toEqual({ memory: unknown, verdict: { next: 'refresh' } })
  })

  test('a halt keeps what is owed', () => {
    const verdict = { next: 'halt', scope: 'template', reason: 'template_invalid' }
    expect(weigh(unknown, { kind: 'halt', scope: 'template', reason: 'template_invalid' })).toEqual({
      memory: unknown,
      verdict,
    })
  })
})
