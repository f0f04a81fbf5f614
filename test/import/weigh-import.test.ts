import { describe, expect, test } from 'vitest'
import { weighImport } from '../../functions/import/weigh-import.ts'
import type { Memory } from '../../functions/member/memory.ts'
import type { Reply } from '../../functions/ports.ts'
import { memory, sampleCard } from './samples.ts'

const SENT = 1_000_000
const NOW = SENT + 400
const counted = memory({ firstSentAt: SENT, sentAt: SENT, sendings: 1 })
const unknown: Memory = { ...counted, owed: 'unknown', unclear: true }
const later = (because: string) => ({ next: 'later', at: NOW + 1_000, because })

const weigh = (reply: Reply, known = memory(), facts: { refreshed?: boolean; preEncrypted?: boolean } = {}) =>
  weighImport(known, reply, { sentAt: SENT, now: NOW, refreshed: false, preEncrypted: false, ...facts })

describe('what the reply to a sending means', () => {
  const card = sampleCard()
  test.each<[string, Reply, Memory, object]>([
    ["the member's card: imported", { kind: 'card', card }, counted, { next: 'end', state: 'imported', card }],
    [
      'a refusal with a known text: rejected',
      { kind: 'refused', code: 'openid_invalid' },
      counted,
      { next: 'end', state: 'rejected', code: 'openid_invalid' },
    ],
    [
      'a refusal with an unknown text: rejected',
      { kind: 'refused', code: 'unrecognised_refusal' },
      counted,
      { next: 'end', state: 'rejected', code: 'unrecognised_refusal' },
    ],
    [
      '"already", an effective card: the query comes at once',
      { kind: 'already', text: 'effective_card' },
      { ...counted, owed: 'effective_card' },
      { next: 'call', step: 'query' },
    ],
    [
      '"already", the code exists: the query comes at once',
      { kind: 'already', text: 'code_exists' },
      { ...counted, owed: 'code_exists' },
      { next: 'call', step: 'query' },
    ],
    ['202: a query is owed', { kind: 'accepted' }, { ...unknown, owed: 'accepted' }, later('settling')],
    ['a key that did not sign: later, for nothing was sent', { kind: 'unsigned' }, memory(), later('unavailable')],
    ['429: later, and it does not count', { kind: 'rate_limited' }, memory(), later('rate_limited')],
    [
      'a signed 502 or 503: later, and it does not count',
      { kind: 'unavailable', mayHaveWorked: false },
      memory(),
      later('unavailable'),
    ],
    [
      'an unsigned 502 or 503: later without a look-up, remembered as an unclear attempt',
      { kind: 'unavailable', mayHaveWorked: true },
      memory({ unclear: true, firstSentAt: SENT, sentAt: SENT }),
      later('unavailable'),
    ],
    ['a timeout: unknown', { kind: 'unclear', why: 'timeout' }, unknown, later('settling')],
    ['a lost connection: unknown', { kind: 'unclear', why: 'connection_lost' }, unknown, later('settling')],
    ['500 or 504: unknown', { kind: 'unclear', why: 'server_error' }, unknown, later('settling')],
    ['an answer that fails verification: unknown', { kind: 'unclear', why: 'unverified' }, unknown, later('settling')],
    ['a probe answer: unknown', { kind: 'unclear', why: 'unverified', probe: true }, unknown, later('settling')],
    [
      'a signed 2xx of no card of the member: unknown',
      { kind: 'unclear', why: 'not_this_card' },
      unknown,
      later('settling'),
    ],
    ['a reply that no import has: unknown', { kind: 'absent' }, unknown, later('settling')],
    [
      'no permission: halt, and it does not count',
      { kind: 'halt', scope: 'brand', reason: 'brand_not_authorised' },
      memory(),
      { next: 'halt', scope: 'brand', reason: 'brand_not_authorised' },
    ],
    ['401: the secret is read again', { kind: 'unauthorised' }, memory(), { next: 'refresh' }],
    ['a refused key: the secret is read again', { kind: 'serial_refused' }, memory(), { next: 'refresh' }],
  ])('%s', (_, reply, remembered, verdict) => {
    expect(weigh(reply)).toEqual({ memory: remembered, verdict })
  })

  test('401 after the refresh: halt of the credential', () => {
    const { memory: remembered, verdict } = weigh({ kind: 'unauthorised' }, memory(), { refreshed: true })
    expect(verdict).toEqual({ next: 'halt', scope: 'credential', reason: 'signature_refused' })
    expect(remembered).toEqual(memory())
  })

  test('a refused key after the refresh: halt, for whoever we encrypt for ourselves', () => {
    const { verdict } = weigh({ kind: 'serial_refused' }, memory(), { refreshed: true })
    expect(verdict).toEqual({ next: 'halt', scope: 'credential', reason: 'wechatpay_key_refused' })
  })

  test('a refused key after the refresh: rejected, if the row came encrypted', () => {
    const { verdict } = weigh({ kind: 'serial_refused' }, memory(), { refreshed: true, preEncrypted: true })
    expect(verdict).toEqual({ next: 'end', state: 'rejected', code: 'stale_wechatpay_serial' })
  })

  test('a refused key of an encrypted row has the secret read again first', () => {
    expect(weigh({ kind: 'serial_refused' }, memory(), { preEncrypted: true }).verdict).toEqual({ next: 'refresh' })
  })
})

describe('what is remembered of earlier sendings', () => {
  const earlier = memory({ unclear: true, firstSentAt: 5, sentAt: 7, sendings: 2, fruitless: 3 })

  test('the first sending stays the first, the last becomes this one', () => {
    expect(weigh({ kind: 'unclear', why: 'timeout' }, earlier).memory).toEqual({
      ...earlier,
      owed: 'unknown',
      sentAt: SENT,
      sendings: 3,
    })
  })

  test('an "already" after an unclear attempt stays unclear', () => {
    expect(weigh({ kind: 'already', text: 'code_exists' }, earlier).memory).toMatchObject({ unclear: true })
  })

  test('a refusal by rate leaves everything as it was', () => {
    expect(weigh({ kind: 'rate_limited' }, earlier).memory).toEqual(earlier)
  })
})
