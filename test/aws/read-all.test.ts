import { afterAll, beforeAll, expect, test } from 'vitest'
import { createClaims } from '../../functions/aws/claim-member.ts'
import { readAll } from '../../functions/aws/read-all.ts'
import { memberItem, readText, streaksItem } from '../../functions/aws/state-table.ts'
import { NOTHING_REMEMBERED } from '../../functions/member/memory.ts'
import { type State, startState } from './state.ts'

let state: State

beforeAll(async () => {
  state = await startState()
})
afterAll(() => state.close())

test('each item is found under its own key, and what is not there is not', async () => {
  const table = state.open('secret')
  const claims = createClaims(table, { now: () => 1, sleep: async () => {} })
  for (const owner of ['a', 'b']) {
    await claims.claim(owner, 0, { owner, at: 1, until: 2, phase: 'asking' }, NOTHING_REMEMBERED)
  }
  const find = await readAll(table, [memberItem('a'), memberItem('b'), memberItem('c'), streaksItem(table)])
  const owners = ['a', 'b', 'c'].map(member => readText(find(memberItem(member)), 'claim_owner'))
  expect(owners).toEqual(['a', 'b', undefined])
  expect(find(streaksItem(table))).toBeUndefined()
})
