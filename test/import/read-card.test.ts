import { expect, test } from 'vitest'
import type { Scope } from '../../functions/member/halt-scope.ts'
import type { Call } from '../../functions/ports.ts'
import { KEY, setUp } from './process.ts'
import { CARD, CODE, OPENID, sampleCard } from './samples.ts'
import { START } from './virtual-time.ts'

const call: Call = { name: 'query', brandId: '1004', cardId: CARD, openid: OPENID, userCardCode: CODE }
const scopes: Scope[] = ['credential', 'brand#1004', `template#${CARD}`]

function setUpRead() {
  const world = setUp()
  return { ...world, read: () => world.time.run(world.readCard(call, KEY, scopes)) }
}

test('a card is shown', async () => {
  const { read, wechatpay, record } = setUpRead()
  wechatpay.cards.push(sampleCard())
  expect(await read()).toMatchObject({ kind: 'replied', reply: { kind: 'card', card: sampleCard() } })
  expect(record().revision).toBe(0)
})

test('a reply that nobody may rely on is handed on as what it is', async () => {
  const { read, wechatpay, outside } = setUpRead()
  wechatpay.plan('unverified')
  expect(await read()).toMatchObject({ kind: 'replied', reply: { kind: 'unclear', why: 'unverified' } })
  expect([...outside.streaks.unverified]).toEqual([KEY])
})

test.each(scopes)('nothing is called under a halt of %s', async scope => {
  const { read, outside, wechatpay } = setUpRead()
  outside.halts.set(scope, { scope, reason: 'no_permission', raisedAt: START, version: 'v1' })
  expect(await read()).toMatchObject({ kind: 'halted', halt: { scope } })
  expect(wechatpay.calls()).toEqual([])
})

test('a permit is waited for 1.5 s', async () => {
  const { read, outside } = setUpRead()
  outside.nextSlotAt = START + 1_501
  expect(await read()).toEqual({ kind: 'no_permit', notBefore: START + 1_501, down: false })
  outside.nextSlotAt = START + 1_500
  expect(await read()).toMatchObject({ kind: 'replied' })
})

test('while only probing calls are made, that is told', async () => {
  const { read, outside, wechatpay } = setUpRead()
  Object.assign(outside, { nextSlotAt: START + 5_000, down: true })
  expect(await read()).toEqual({ kind: 'no_permit', notBefore: START + 5_000, down: true })
  expect(wechatpay.calls()).toEqual([])
})

test('a call has 5 s', async () => {
  const { read, wechatpay, time } = setUpRead()
  wechatpay.plan('timeout_undone')
  expect(await read()).toMatchObject({ reply: { kind: 'unclear', why: 'timeout' } })
  expect(time.now()).toBe(START + 5_000)
})

test('401: the secret is read once, and the call made again; then the credential is halted', async () => {
  const { read, outside, wechatpay } = setUpRead()
  wechatpay.plan('unauthorised')
  expect(await read()).toMatchObject({ reply: { kind: 'absent' } })
  expect(outside.secretReads).toBe(1)
  wechatpay.plan('unauthorised', 'unauthorised')
  expect(await read()).toMatchObject({ kind: 'halted', halt: { reason: 'signature_refused' } })
})

test('a halt of brand or template is told and not raised: who reads may ask for any', async () => {
  const { read, outside, wechatpay } = setUpRead()
  wechatpay.plan({ kind: 'halt', scope: 'template', reason: 'template_invalid' })
  expect(await read()).toMatchObject({ kind: 'replied', reply: { kind: 'halt', reason: 'template_invalid' } })
  expect(outside.halts.size).toBe(0)
})

test('the fifth member whose answer fails verification halts the credential', async () => {
  const { read, outside, wechatpay } = setUpRead()
  for (const member of ['a', 'b', 'c', 'd']) outside.streaks.unverified.add(member)
  wechatpay.plan('unverified')
  const halt = { scope: 'credential', reason: 'answers_unverifiable' }
  expect(await read()).toMatchObject({ kind: 'halted', halt })
})
