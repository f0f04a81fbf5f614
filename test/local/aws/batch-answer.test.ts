import { expect, test } from 'vitest'
import { failedMessages } from '../../../infra/local/aws/batch-answer.ts'

const IDS = ['a', 'b', 'c']
const failures = (...ids: unknown[]) => ({ batchItemFailures: ids.map(itemIdentifier => ({ itemIdentifier })) })

test.each<[string, unknown, string[]]>([
  ['null', null, []],
  ['an empty object', {}, []],
  ['a null list', { batchItemFailures: null }, []],
  ['an empty list', { batchItemFailures: [] }, []],
  ['one identifier', failures('b'), ['b']],
  ['all identifiers', failures('a', 'b', 'c'), IDS],
  ['one identifier twice', failures('b', 'b'), ['b']],
  ['an identifier of another batch', failures('b', 'z'), IDS],
  ['an empty identifier', failures(''), IDS],
  ['a null identifier', failures(null), IDS],
  ['a misnamed identifier', { batchItemFailures: [{ messageId: 'b' }] }, IDS],
  ['a list of strings', { batchItemFailures: ['b'] }, IDS],
  ['no list', { batchItemFailures: 'b' }, IDS],
  ['a string', 'done', IDS],
  ['an array', [], IDS],
])('an answer of %s', (_, payload, failed) => {
  expect([...failedMessages({ payload }, IDS, true)]).toEqual(failed)
})

test('a function that failed fails all', () => {
  const error = { errorType: 'Error', errorMessage: '' }
  expect([...failedMessages({ error }, IDS, true)]).toEqual(IDS)
  expect([...failedMessages({ error }, IDS, false)]).toEqual(IDS)
})

test('without ReportBatchItemFailures any answer is a success', () => {
  expect([...failedMessages({ payload: failures('b') }, IDS, false)]).toEqual([])
})
