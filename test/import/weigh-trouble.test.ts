import { expect, test } from 'vitest'
import { weighTrouble } from '../../functions/import/weigh-trouble.ts'
import type { Reply } from '../../functions/ports.ts'
import { sampleCard } from './samples.ts'

test.each([
  ['unauthorised', 'signature_refused'],
  ['serial_refused', 'wechatpay_key_refused'],
] as const)('%s: refresh once, then halt of the credential', (kind, reason) => {
  expect(weighTrouble({ kind }, false)).toEqual({ next: 'refresh' })
  expect(weighTrouble({ kind }, true)).toEqual({ next: 'halt', scope: 'credential', reason })
})

test('a halt keeps its scope and reason', () => {
  const halt = { scope: 'brand', reason: 'member_function_closed' } as const
  expect(weighTrouble({ kind: 'halt', ...halt }, false)).toEqual({ next: 'halt', ...halt })
})

test.each<Reply>([
  { kind: 'card', card: sampleCard() },
  { kind: 'absent' },
  { kind: 'refused', code: 'unrecognised_refusal' },
  { kind: 'rate_limited' },
  { kind: 'unavailable', mayHaveWorked: true },
  { kind: 'unclear', why: 'unverified' },
])('$kind concerns the member alone', reply => {
  expect(weighTrouble(reply, true)).toBeUndefined()
})
