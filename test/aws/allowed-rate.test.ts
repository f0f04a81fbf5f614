import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { readAllowedRate } from '../../functions/aws/allowed-rate.ts'
import { openPaceRecord } from '../../functions/aws/pace-record.ts'
import { type State, startState } from './state.ts'

let state: State
beforeAll(async () => {
  state = await startState()
})
afterEach(() => vi.restoreAllMocks())
afterAll(() => state.close())

test('the rate of a credential is the one that its pacer was last set to, and unknown before', async () => {
  const table = state.open('shop')
  expect(await readAllowedRate(table)).toBeUndefined()
  const record = openPaceRecord(table, 5)
  await record.begin(undefined, 0)
  expect(await readAllowedRate(table)).toBe(5)
  await openPaceRecord(table, 10).begin(record.last, 0)
  expect(await readAllowedRate(table)).toBe(10)
  expect(await readAllowedRate(state.open('other'))).toBeUndefined()
})
