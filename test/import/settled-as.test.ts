import { expect, test } from 'vitest'
import { settledAs } from '../../functions/import/settled-as.ts'
import type { Verdict } from '../../functions/import/verdict.ts'
import { attemptOf, KEY, queueBounds, setUp } from './process.ts'
import { memory, sampleCard, sampleRequest } from './samples.ts'

const unclear = memory({ owed: 'unknown', unclear: true, firstSentAt: 0, sentAt: 0, sendings: 1 })

test.each<[Verdict, string | undefined]>([
  [{ next: 'end', state: 'imported', card: sampleCard() }, 'imported'],
  [{ next: 'end', state: 'unsettled', code: 'no_trace' }, 'unsettled'],
  [{ next: 'call', step: 'import' }, 'sent_again'],
  [{ next: 'call', step: 'list' }, undefined],
  [{ next: 'drop' }, 'not_sent'],
  [{ next: 'later', at: 1, because: 'settling' }, undefined],
  [{ next: 'refresh' }, undefined],
])('%o settles an unclear sending as %s', (verdict, as) => {
  expect(settledAs('query', unclear, verdict)).toBe(as)
  expect(settledAs('import', unclear, verdict)).toBeUndefined()
  expect(settledAs('query', memory(), verdict)).toBeUndefined()
})

test('what a cancelled row is dropped with is counted as not sent', async () => {
  const world = setUp()
  const { time, outside, importMember } = world
  outside.members.set(KEY, { revision: 1, memory: unclear })
  outside.cancelled.add('job-1')
  const result = await time.run(importMember(attemptOf(sampleRequest()), queueBounds(world)))
  expect(result).toEqual({ kind: 'ended_before' })
  expect(outside.counted).toContain('Settlements not_sent')
})
