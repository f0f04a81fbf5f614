import { expect, test } from 'vitest'
import { knownProblem, problem } from '../../functions/api/problem.ts'

test('a known code brings its status, what happened and what to do', () => {
  expect(knownProblem('busy', { retryAfter: 3 })).toEqual({
    status: 409,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', 'retry-after': '3' },
    body: {
      type: 'about:blank',
      title: 'Conflict',
      status: 409,
      code: 'busy',
      detail:
        'The same member is being imported right now. ' +
        'Send the request again after the seconds of Retry-After: the answer tells what became of the member.',
    },
  })
})

test('the Request-ID of WeChat Pay stands in header and body', () => {
  expect(problem(422, 'openid_invalid', 'Unknown.', { requestId: 'A-1' })).toMatchObject({
    headers: { 'request-id': 'A-1' },
    body: { request_id: 'A-1' },
  })
})
