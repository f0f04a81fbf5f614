import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createSituations } from '../../functions/aws/look-at-member.ts'
import type { StateTable } from '../../functions/aws/state-table.ts'
import { createStreaks } from '../../functions/aws/streaks.ts'
import type { Streaks } from '../../functions/ports.ts'
import { conflictOnce, type State, startState } from './state.ts'

let state: State
let table: StateTable
let streaks: Streaks
let credentials = 0

beforeAll(async () => {
  state = await startState()
})
afterAll(() => state.close())
beforeEach(() => {
  credentials += 1
  table = state.open(`streaks-${credentials}`)
  streaks = createStreaks(table)
})

const seen = async () => (await createSituations(table).look('member', [])).streaks

test('nothing is running at first', async () => {
  expect(await seen()).toEqual({ unverified: 0, unrecognised: 0 })
})

test('unverified answers count once a member', async () => {
  expect(await streaks.lengthen('unverified', 'a')).toBe(1)
  expect(await streaks.lengthen('unverified', 'a')).toBe(1)
  expect(await streaks.lengthen('unverified', 'b')).toBe(2)
  expect(await seen()).toEqual({ unverified: 2, unrecognised: 0 })
})

test('unknown refusals count each, also of one member, and over all containers', async () => {
  await streaks.lengthen('unrecognised', 'a')
  const other = createStreaks(state.open(table.credential))
  expect(await other.lengthen('unrecognised', 'a')).toBe(2)
  expect(await seen()).toEqual({ unverified: 0, unrecognised: 2 })
})

test('lengths that come at once are all told apart', async () => {
  const lengths = await Promise.all(Array.from({ length: 20 }, () => streaks.lengthen('unrecognised', 'a')))
  expect(lengths.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, nth) => nth + 1))
})

test.each(['unverified', 'unrecognised'] as const)('%s is cleared alone, and can begin again', async streak => {
  const other = streak === 'unverified' ? 'unrecognised' : 'unverified'
  await streaks.lengthen(streak, 'a')
  await streaks.lengthen(other, 'a')
  await streaks.clear(streak)
  expect(await seen()).toMatchObject({ [streak]: 0, [other]: 1 })
  await streaks.clear(streak)
  expect(await streaks.lengthen(streak, 'b')).toBe(1)
})

test('a count that another write was faster than says nothing', async () => {
  await streaks.lengthen('unverified', 'a')
  conflictOnce(table.client, 'UpdateItemCommand')
  expect(await streaks.lengthen('unverified', 'b')).toBe(0)
  expect(await seen()).toEqual({ unverified: 1, unrecognised: 0 })
})

test('streaks of another credential are its own', async () => {
  await createStreaks(state.open('another')).lengthen('unverified', 'a')
  expect(await seen()).toEqual({ unverified: 0, unrecognised: 0 })
})
