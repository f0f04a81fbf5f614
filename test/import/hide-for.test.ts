import { describe, expect, test } from 'vitest'
import { hideFor, hiding, type Returning, resumesWithinMs } from '../../functions/import/hide-for.ts'
import type { Halt } from '../../functions/ports.ts'
import { sampleMessage } from './samples.ts'

const NOW = 1_000_000_000
const FORTNIGHT_MS = 14 * 24 * 3_600_000
const later = (inMs: number): Returning => ({ kind: 'later', at: NOW + inMs, because: 'settling' })
/** Without a record of the halt it is as young at every receive. */
const unrecorded = (): Returning => halted(0)
const halted = (ageMs: number): Returning => {
  const halt: Halt = { scope: 'credential', reason: 'no_permission', raisedAt: NOW - ageMs, version: 'v1' }
  return { kind: 'halted', halt }
}

describe('a message that is later', () => {
  test.each([
    ['its stated time', 14_000, 1, 14_000],
    ['at least 1 s', 0, 9, 1_000],
    ['at least 1 s if its time has passed', -5_000, 1, 1_000],
    ['30 s from its tenth receive on', 0, 10, 30_000],
    ['doubling', 0, 12, 120_000],
    ['up to 1,800 s', 0, 16, 1_800_000],
    ['and no longer', 0, 900, 1_800_000],
    ['its stated time, if that is longer', 45_000, 10, 45_000],
  ])('is hidden for %s', (_, inMs, receives, ms) => {
    expect(hideFor(later(inMs), receives, NOW)).toBe(ms)
  })
})

describe('a message under a halt', () => {
  test.each([
    ['60 s at first', 0, 60_000],
    ['60 s while the halt is young', 59_000, 60_000],
    ['the age of the halt, which doubles it', 120_000, 120_000],
    ['up to 1,800 s', FORTNIGHT_MS, 1_800_000],
    ['60 s if the clock of who raised it is ahead', -10_000, 60_000],
  ])('is hidden for %s', (_, ageMs, ms) => {
    expect(hideFor(halted(ageMs), 1, NOW)).toBe(ms)
  })

  test.each([
    ['60 s up to its eleventh receive', 11, 60_000],
    ['120 s from its twelfth on', 12, 120_000],
    ['doubling', 14, 480_000],
    ['up to 1,800 s', 16, 1_800_000],
    ['and no longer', 989, 1_800_000],
  ])('that is young is hidden for %s', (_, receives, ms) => {
    expect(hideFor(unrecorded(), receives, NOW)).toBe(ms)
  })

  test('is hidden for the age of the halt, if that is longer than its receives ask for', () => {
    expect(hideFor(halted(900_000), 12, NOW)).toBe(900_000)
  })
})

test.each<[string, (age: number) => Returning]>([
  ['of a halt', halted],
  ['of a halt without a record', unrecorded],
  ['of waiting', () => later(0)],
])('14 days %s stay under 1000 receives', (_, resultAt) => {
  let receives = 0
  for (let age = 0; age < FORTNIGHT_MS; age += hideFor(resultAt(age), receives, NOW)) receives += 1
  expect(receives).toBeGreaterThan(600)
  expect(receives).toBeLessThan(900)
})

describe('once a halt is lifted its rows go on', () => {
  const raised: Halt = { scope: 'credential', reason: 'no_permission', raisedAt: NOW, version: 'v1' }

  test.each([
    ['60 s while it was young', 5_000, 60_000],
    ['the age it had', 600_000, 600_000],
    ['1,800 s at most', FORTNIGHT_MS, 1_800_000],
  ])('within %s', (_, ageMs, ms) => {
    expect(resumesWithinMs(raised, NOW + ageMs)).toBe(ms)
  })

  test('and none that came back less than ten times later than that, whenever it was hidden', () => {
    for (let liftedAt = 0; liftedAt < 7_200_000; liftedAt += 1_500_000) {
      for (let hiddenAt = 0; hiddenAt <= liftedAt; hiddenAt += 7_000) {
        const visibleAt = hiddenAt + hideFor({ kind: 'halted', halt: raised }, 9, NOW + hiddenAt)
        expect(visibleAt - liftedAt).toBeLessThanOrEqual(resumesWithinMs(raised, NOW + liftedAt))
      }
    }
  })
})

test('SQS takes whole seconds: never before the stated time', () => {
  expect(hiding(sampleMessage(1), later(1_001), NOW)).toEqual({ receiptHandle: 'handle-1', seconds: 2 })
})
