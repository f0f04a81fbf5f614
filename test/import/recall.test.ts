import { describe, expect, test } from 'vitest'
import { isAtRest, leaseMs, recall, recallUnsent } from '../../functions/import/recall.ts'
import type { Memory } from '../../functions/member/memory.ts'
import type { Claim } from '../../functions/ports.ts'
import { CODE, memory } from './samples.ts'

const AT = 1_000_000
const claim = (phase: Claim['phase']): Claim => ({ owner: 'somebody', at: AT, until: AT + 20_000, phase })
const record = (known: Memory, phase?: Claim['phase']) => ({
  revision: 3,
  memory: known,
  ...(phase && { claim: claim(phase) }),
})

test('a lease is the wait for a permit, the call and 5 s', () => {
  expect(leaseMs(10_000)).toBe(20_000)
})

describe('what comes first', () => {
  test('nothing remembered: the import', () => {
    expect(recall(undefined, CODE)).toEqual({ memory: memory(), step: 'import' })
  })

  test.each(['unknown', 'accepted', 'effective_card', 'code_exists'] as const)('%s: the query', owed => {
    expect(recall(record(memory({ owed })), CODE)).toEqual({ memory: memory({ owed }), step: 'query' })
  })

  test('on record, and the query was not answered yet: the query', () => {
    const known = memory({ owed: 'on_record', importedCode: CODE })
    expect(recall(record(known), CODE)).toEqual({ memory: known, step: 'query' })
  })

  test('on record under another code, whose query was not answered yet: the import, that code kept', () => {
    const known = memory({ importedCode: 'B-0002' })
    expect(recall(record({ ...known, owed: 'on_record' }), CODE)).toEqual({ memory: known, step: 'import' })
  })

  test('on record as imported with the same code: the query', () => {
    const known = memory({ importedCode: CODE })
    expect(recall(record(known), CODE)).toEqual({ memory: { ...known, owed: 'on_record' }, step: 'query' })
  })

  test('on record as imported with another code: the import', () => {
    const known = memory({ importedCode: 'B-0002' })
    expect(recall(record(known), CODE)).toEqual({ memory: known, step: 'import' })
  })

  test('an unclear attempt that no look-up is owed for: the import', () => {
    const known = memory({ unclear: true })
    expect(recall(record(known), CODE)).toEqual({ memory: known, step: 'import' })
  })
})

describe('what comes first for a row that is not sent any more', () => {
  test.each(['unknown', 'accepted', 'effective_card', 'code_exists'] as const)('%s: the query', owed => {
    expect(recallUnsent(record(memory({ owed })))).toEqual({ memory: memory({ owed }), step: 'query' })
  })

  test('an unclear attempt that no look-up was owed for: the query', () => {
    const known = memory({ unclear: true, sendings: 1 })
    expect(recallUnsent(record(known))).toEqual({ memory: { ...known, owed: 'unknown' }, step: 'query' })
  })

  test('an unclear attempt of a member on record: the query that settles it', () => {
    const known = memory({ unclear: true, importedCode: CODE })
    const asked = { memory: { ...known, owed: 'unknown' }, step: 'query' }
    expect(recallUnsent(record({ ...known, owed: 'on_record' }))).toEqual(asked)
  })

  test('a claim that a crash left in sending: the query', () => {
    expect(recallUnsent(record(memory(), 'sending'))).toMatchObject({ memory: { owed: 'unknown' }, step: 'query' })
  })
})

describe('a claim that a crash left', () => {
  test('in sending: unknown, dated by the end of its wait for a permit', () => {
    expect(recall(record(memory(), 'sending'), CODE)).toEqual({
      memory: memory({ owed: 'unknown', unclear: true, firstSentAt: AT, sentAt: AT + 5_000, sendings: 1 }),
      step: 'query',
    })
  })

  test('in sending, after an earlier sending: the first stays the first', () => {
    const known = memory({ unclear: true, firstSentAt: 5, sentAt: 7, sendings: 1 })
    expect(recall(record(known, 'sending'), CODE).memory).toEqual({
      ...known,
      owed: 'unknown',
      sentAt: AT + 5_000,
      sendings: 2,
    })
  })

  test('in asking: what was remembered, and no sending counted', () => {
    const known = memory({ owed: 'accepted', unclear: true, sendings: 1 })
    expect(recall(record(known, 'asking'), CODE)).toEqual({ memory: known, step: 'query' })
  })
})

describe('at rest', () => {
  test.each([
    ['no record', undefined],
    ['nothing remembered', record(memory())],
    ['on record as imported', record(memory({ importedCode: CODE }))],
    ['on record, the query not answered yet', record(memory({ owed: 'on_record', importedCode: CODE }))],
  ])('%s: yes', (_, known) => {
    expect(isAtRest(known)).toBe(true)
  })

  test.each([
    ['a query is owed', record(memory({ owed: 'effective_card' }))],
    ['an attempt was unclear', record(memory({ unclear: true }))],
    ['a crash left it in sending', record(memory(), 'sending')],
  ])('%s: no', (_, known) => {
    expect(isAtRest(known)).toBe(false)
  })
})
