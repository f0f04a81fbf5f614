import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { checkRun } from './check-run.ts'
import type { Evidence } from './evidence.ts'
import { call, card, job, query, record, row, run, uncalled } from './runs.ts'

const NOT_FOUND = { status: 404, request_id: 'R2' } as const
const LOST = { status: null, request_id: null, delivered: false, fault: 'reset_after' } as const
const unsettled = record({ state: 'unsettled', code: 'no_trace' })
const letter = { jobId: 'spring', row: 1 }
const twins = [row(), row({ row: 2 })]
const already = record({ state: 'already_member', requestId: 'R2' })

describe('a run that is in order', () => {
  test.each<[string, Partial<Evidence>]>([
    ['an import', {}],
    ['an import that a query settles', { journal: [call(LOST), query()], records: [record({ requestId: 'R2' })] }],
    [
      'a sending again after a query that found nothing',
      {
        journal: [
          call({ ...LOST, created: false }),
          query(NOT_FOUND),
          call({ number: 3, received_at_ms: 9_500, request_id: 'R3' }),
        ],
        records: [record({ requestId: 'R3' })],
      },
    ],
    [
      'a sending again after a refusal by rate, and after a gateway that processed nothing',
      {
        journal: [
          call({ created: false, status: 429, request_id: 'R8', fault: 'rate_limited' }),
          call({ created: false, status: 502, request_id: null, fault: 'bad_gateway' }),
          call(),
        ],
      },
    ],
    ['a card that was there', { journal: [call({ created: false, status: 400 }), query()], records: [already] }],
    [
      'a member in two rows, of which one made the card',
      {
        rows: twins,
        journal: [call(), query()],
        records: [record(), record({ row: 2, state: 'already_member', requestId: 'R2' })],
      },
    ],
    [
      'a member in two rows under two codes',
      {
        rows: [row(), row({ row: 2, code: 'C2' })],
        journal: [call(), call({ number: 2, user_card_code: 'C2', created: false, status: 400, request_id: 'R2' })],
        records: [
          record(),
          record({ row: 2, userCardCode: 'C2', state: 'rejected', code: 'other_code', requestId: 'R2' }),
        ],
      },
    ],
    [
      'a refusal that the row was built for',
      {
        rows: [row({ refusedAs: 'openid_invalid' })],
        journal: [call({ created: false, status: 400 })],
        cards: [],
        records: [record({ state: 'rejected', code: 'openid_invalid' })],
      },
    ],
    [
      'a code that another user holds',
      {
        journal: [call({ created: false, status: 400 })],
        cards: [card({ openid: 'o-2' })],
        records: [record({ state: 'rejected', code: 'code_taken' })],
      },
    ],
    [
      'a refusal without a call',
      {
        rows: [row({ refusedAs: 'too_long', uncalled: true })],
        journal: [],
        cards: [],
        records: [uncalled('too_long')],
      },
    ],
    [
      'an unsettled row with its dead letter',
      { journal: [call(LOST), query(NOT_FOUND)], records: [unsettled], letters: [letter] },
    ],
    [
      'a row given up after five answers that could not be believed',
      {
        journal: [call(LOST), ...Array.from({ length: 5 }, () => query({ fault: 'forged_signature' }))],
        records: [record({ state: 'unsettled', code: 'answers_unverifiable' })],
        letters: [letter],
      },
    ],
    [
      'a card that the counter made',
      {
        counter: [{ cardId: 'card', openid: 'o-1', code: 'C1', outcome: 'imported' }],
        journal: [call(), query()],
        records: [already],
      },
    ],
  ])('%s', (_, given) => expect(checkRun(run(given))).toEqual([]))
})

const found = (given: Partial<Evidence>) =>
  checkRun(run(given)).map(({ kind, where, what }) => `${kind} ${where}: ${what}`)

describe('lost is', () => {
  test.each<[string, Partial<Evidence>, string]>([
    ['a row without a record', { records: [], jobs: [job({ imported: 1 })] }, 'lost spring/1: no record'],
    [
      'a row that has a dead letter alone',
      { records: [], letters: [letter] },
      'lost spring/1: a dead letter, but no record',
    ],
    [
      'an unsettled row without a dead letter',
      { records: [unsettled] },
      'lost spring/1: unsettled, but no dead letter',
    ],
    ['what has not come to rest', { waiting: 3 }, 'lost queue: 3 messages have not come to rest'],
  ])('%s', (_, given, violation) => expect(found(given)).toContain(violation))
})

describe('doubled is', () => {
  test.each<[string, Partial<Evidence>, string]>([
    [
      'a record that no row was sent for',
      { records: [record(), record({ row: 9 })] },
      'doubled spring/9: a record of a row that nobody sent',
    ],
    [
      'a member with two cards of ours',
      { journal: [call(), call({ number: 2, user_card_code: 'C2' })] },
      'doubled ["card","o-1"]: 2 cards made',
    ],
    [
      'a card that two rows say they made',
      { rows: twins, records: [record(), record({ row: 2 })] },
      'doubled spring/1 and spring/2: each imported the one card ["card","o-1","C1"]',
    ],
    [
      'a card that a row and the counter say they made',
      { counter: [{ cardId: 'card', openid: 'o-1', code: 'C1', outcome: 'imported' }] },
      'doubled spring/1 and the counter: each imported the one card ["card","o-1","C1"]',
    ],
  ])('%s', (_, given, violation) => expect(found(given)).toContain(violation))
})

describe('guessed is', () => {
  const made = call({ request_id: 'R1' })
  test.each<[string, Partial<Evidence>, string]>([
    [
      'imported, where nobody made the card',
      { journal: [call({ created: false })], cards: [] },
      'imported, but no import of ours made the card',
    ],
    [
      'already_member, where there is no card',
      { journal: [call({ created: false, status: 400 }), query()], cards: [], records: [already] },
      'already_member, but there is no such card',
    ],
    [
      'already_member, where its own import made the card',
      { journal: [call(LOST), query()], records: [already] },
      'already_member, but no other import made the card',
    ],
    [
      'a refusal that is not true',
      { journal: [call({ status: 400 })], records: [record({ state: 'rejected', code: 'openid_invalid' })] },
      'rejected as openid_invalid, which is not so',
    ],
    ['a record of another member', { records: [record({ openid: 'o-2' })] }, 'imported, but of another member'],
    [
      'an end without an answer',
      { journal: [call(LOST)], records: [record({ requestId: 'R9' })] },
      'imported without an answer of WeChat Pay',
    ],
    [
      'an end on an answer about another user',
      { journal: [made, query({ openid: 'o-2' })], records: [record({ requestId: 'R2' })] },
      'imported by the answer to call 2, a query about another user',
    ],
    ...['forged_signature', 'probe_signature', 'stale_timestamp', 'no_signature', 'truncated'].map(
      (fault): [string, Partial<Evidence>, string] => [
        `an end on an answer that nobody may believe: ${fault}`,
        { journal: [call({ fault })] },
        `imported by the answer to call 1, a import that could not be believed: ${fault}`,
      ],
    ),
    [
      'an end on an answer that was not delivered',
      { journal: [call({ delivered: false })] },
      'imported by the answer to call 1, a import that could not be believed: not delivered',
    ],
    [
      'an end on an answer that is none',
      { journal: [made, query({ status: 404 })], records: [record({ requestId: 'R2' })] },
      'imported by the answer to call 2, a query with status 404',
    ],
    [
      'an import whose answer was another one’s success',
      {
        journal: [made, call({ number: 2, created: false, request_id: 'R2' })],
        records: [record({ requestId: 'R2' })],
      },
      'imported by the answer to call 2, a import that made no card',
    ],
    [
      'what the counter was told, where it is not so',
      { counter: [{ cardId: 'card', openid: 'o-3', code: 'C3', outcome: 'imported' }] },
      'imported, which is not so: ["card","o-3","C3"]',
    ],
    [
      'a row given up after four answers that could not be believed',
      {
        journal: [call(LOST), ...Array.from({ length: 4 }, () => query({ fault: 'forged_signature' })), query()],
        records: [record({ state: 'unsettled', code: 'answers_unverifiable' })],
      },
      'unsettled as answers_unverifiable, for which the journal shows no reason',
    ],
    ...['no_trace', 'card_not_shown', 'too_long_in_queue'].map((code): [string, Partial<Evidence>, string] => [
      `a row given up for nothing: ${code}`,
      { journal: [call(LOST), query()], records: [record({ state: 'unsettled', code })] },
      `unsettled as ${code}, for which the journal shows no reason`,
    ]),
    [
      'a row that was to be refused without a call',
      {
        rows: [row({ refusedAs: 'too_long', uncalled: true })],
        records: [{ ...uncalled('too_long'), requestId: 'R1' }],
      },
      'rejected by an answer, but it was to be refused without a call',
    ],
  ])('%s', (_, given, what) =>
    expect(checkRun(run(given))).toContainEqual(expect.objectContaining({ kind: 'guessed', what })),
  )
})

describe('an import is blind', () => {
  const again = call({ number: 3, received_at_ms: 9_500, request_id: 'R3', created: false, status: 400 })
  const blind = (first: Partial<Evidence['journal'][number]>, ...between: Evidence['journal']) =>
    found({ journal: [call(first), ...between, again] }).filter(violation => violation.includes('without asking'))

  test.each<[string, Partial<Evidence['journal'][number]>]>([
    ['that was cut', LOST],
    ['whose answer was forged', { fault: 'forged_signature' }],
    ['that was refused without a signature', { status: 400, fault: 'refusal_unsigned', created: false }],
    ['that was accepted only', { status: 202, created: false }],
    ['that failed', { status: 500, created: false }],
    ['that was redirected', { status: 302, fault: 'redirect', created: false }],
    ['whose answer came too late', { delivered: false, fault: 'delay' }],
    ['that worked', {}],
  ])('after one %s', (_, first) => expect(blind(first)).toHaveLength(1))

  test.each<[string, Partial<Evidence['journal'][number]>]>([
    ['that could not be believed', { ...NOT_FOUND, fault: 'no_signature' }],
    ['that came too soon', { ...NOT_FOUND, received_at_ms: 3_900 }],
    ['that failed', { status: 500 }],
    ['about another member', { ...NOT_FOUND, openid: 'o-2' }],
    ['that showed the card', {}],
  ])('after a query %s', (_, answer) => expect(blind(LOST, query(answer))).toHaveLength(1))

  test('not after the list of the user, or under another code once it worked', () => {
    expect(blind(LOST, query({ call: 'list', user_card_code: null, card_id: null }))).toEqual([])
    expect(blind({ user_card_code: 'C0' })).toEqual([])
  })
})

describe('miscounted is', () => {
  test.each<[string, Partial<Evidence>, string]>([
    ['a counter that says more', { jobs: [job({ imported: 2 })] }, 'imported: 2 counted, 1 recorded'],
    ['a counter that says less', { jobs: [job({})] }, 'imported: 0 counted, 1 recorded'],
    ['a row under another state', { jobs: [job({ rejected: 1 })] }, 'rejected: 1 counted, 0 recorded'],
    ['a sum that is not what was sent', { jobs: [job({ imported: 2 })] }, '2 counted, 1 sent'],
    ['a job without counters', { jobs: [] }, 'no counters'],
    ['a job that nobody sent', { jobs: [job({ imported: 1 }), job({ imported: 1 }, 'other')] }, '1 counted, 0 sent'],
  ])('%s', (_, given, what) =>
    expect(checkRun(run(given))).toContainEqual(expect.objectContaining({ kind: 'miscounted', what })),
  )
})

test('the checker shares no code with what it judges', () => {
  const files = globSync('*.ts', { cwd: import.meta.dirname }).filter(file => !file.endsWith('.test.ts'))
  expect(files.length).toBeGreaterThan(5)
  for (const file of files) {
    const source = readFileSync(join(import.meta.dirname, file), 'utf8')
    expect([...source.matchAll(/from '(.*)'/g)].map(([, from]) => from)).toEqual(
      expect.not.arrayContaining([expect.stringMatching(/^\.\.\//)]),
    )
  }
})
