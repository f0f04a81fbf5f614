import { describe, expect, test } from 'vitest'
import { NOTHING_REMEMBERED, rest } from '../../functions/member/memory.ts'

const unclear = { ...NOTHING_REMEMBERED, unclear: true, firstSentAt: 5, sentAt: 7, sendings: 3, fruitless: 2 }

describe('what is kept once an attempt has ended', () => {
  test('imported: the code on record, and nothing of the sendings', () => {
    expect(rest(unclear, { open: false, importedCode: 'A-1' })).toEqual({ ...NOTHING_REMEMBERED, importedCode: 'A-1' })
  })

  test('rejected: nothing', () => {
    expect(rest({ ...unclear, owed: 'code_exists' }, { open: false })).toEqual(NOTHING_REMEMBERED)
  })

  test('rejected: another code stays on record', () => {
    expect(rest({ ...unclear, importedCode: 'A-1' }, { open: false })).toEqual({
      ...NOTHING_REMEMBERED,
      importedCode: 'A-1',
    })
  })

  test('imported with a new code: the new one', () => {
    expect(rest({ ...unclear, importedCode: 'A-1' }, { open: false, importedCode: 'B-2' }).importedCode).toBe('B-2')
  })

  test('may be opened again after an unclear attempt: a query is owed, and the counts start anew', () => {
    expect(rest(unclear, { open: true })).toEqual({ ...unclear, owed: 'unknown', sendings: 0, fruitless: 0 })
  })

  test('may be opened again, no attempt was unclear: nothing is owed', () => {
    const known = { ...NOTHING_REMEMBERED, owed: 'effective_card' as const, sendings: 1, fruitless: 5 }
    expect(rest(known, { open: true })).toEqual(NOTHING_REMEMBERED)
  })

  test('may be opened again, on record as imported: stays on record', () => {
    const known = { ...NOTHING_REMEMBERED, owed: 'on_record' as const, importedCode: 'A-1', fruitless: 5 }
    expect(rest(known, { open: true })).toEqual({ ...NOTHING_REMEMBERED, importedCode: 'A-1' })
  })
})
