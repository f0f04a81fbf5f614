import { describe, expect, test } from 'vitest'
import type { UserCard } from '../../functions/member/user-card.ts'
import type { Fault } from './model-wechatpay.ts'
import { CALL_MS, KEY, setUp } from './process.ts'
import { CODE, memory, sampleCard } from './samples.ts'
import { START } from './virtual-time.ts'

const at = (ms: number) => new Date(ms).toISOString()
const LONG_AGO = at(START - 86_400_000)

/** The settling table of DESIGN section 5, line by line, through the whole of the use case. */
describe('settling', () => {
  const unclear: Fault[] = ['timeout_done', 'connection_lost', 'server_error_done', 'unverified', 'probe']
  test.each(unclear)('%s, and the card is there: imported, by query', async fault => {
    const { wechatpay, untilEnd } = setUp()
    wechatpay.plan(fault)
    expect(await untilEnd()).toMatchObject({ kind: 'ended', ending: { state: 'imported', attempts: 1 } })
    expect(wechatpay.calls()).toEqual(['import', 'query'])
  })

  test('202, and the card is there: imported, by query', async () => {
    const { wechatpay, untilEnd } = setUp()
    wechatpay.plan('accepted')
    expect(await untilEnd()).toMatchObject({ ending: { state: 'imported', attempts: 1 } })
    expect(wechatpay.calls()).toEqual(['import', 'query', 'query'])
    expect(wechatpay.violations).toEqual([])
  })

  test('unknown, and a card from before our first sending: already_member', async () => {
    const { wechatpay, untilEnd } = setUp()
    wechatpay.cards.push(sampleCard({ create_time: LONG_AGO }))
    wechatpay.plan('timeout_undone')
    expect(await untilEnd()).toMatchObject({ ending: { state: 'already_member' } })
    expect(wechatpay.calls()).toEqual(['import', 'query'])
  })

  test('"already" after an unclear attempt of ours: imported', async () => {
    const { wechatpay, untilEnd } = setUp()
    wechatpay.plan('gateway_done')
    expect(await untilEnd()).toMatchObject({ ending: { state: 'imported' } })
    expect(wechatpay.calls()).toEqual(['import', 'import', 'query'])
  })

  test.each(['EFFECTIVE', 'EXPIRED'] as const)('"already", no unclear attempt, %s: already_member', async state => {
    const { wechatpay, attempt } = setUp()
    wechatpay.cards.push(sampleCard({ user_card_state: state, create_time: at(START) }))
    expect(await attempt()).toMatchObject({ kind: 'ended', ending: { state: 'already_member' } })
    expect(wechatpay.calls()).toEqual(['import', 'query'])
  })

  test.each<[UserCard['user_card_state'], string]>([
    ['UNACTIVATED', 'pending_activation'],
    ['INVALID', 'card_invalid'],
  ])('unknown, and a card that is %s: rejected, %s', async (state, code) => {
    const { wechatpay, untilEnd } = setUp()
    wechatpay.cards.push(sampleCard({ user_card_state: state }))
    wechatpay.plan('timeout_undone')
    expect(await untilEnd()).toMatchObject({ ending: { state: 'rejected', code } })
    expect(wechatpay.calls()).toEqual(['import', 'query'])
  })

  test('"already", and the card is INVALID: rejected, card_invalid', async () => {
    const { wechatpay, attempt } = setUp()
    wechatpay.cards.push(sampleCard({ user_card_state: 'INVALID' }))
    expect(await attempt()).toMatchObject({ ending: { state: 'rejected', code: 'card_invalid' } })
  })

  test('用户已有待激活的会员卡: rejected at once', async () => {
    const { wechatpay, attempt } = setUp()
    wechatpay.cards.push(sampleCard({ user_card_state: 'UNACTIVATED' }))
    expect(await attempt()).toMatchObject({ ending: { state: 'rejected', code: 'pending_activation' } })
    expect(wechatpay.calls()).toEqual(['import'])
  })

  test('on record as imported, EFFECTIVE: already_member, asked by query first', async () => {
    const { outside, wechatpay, attempt } = setUp()
    outside.members.set(KEY, { revision: 4, memory: memory({ importedCode: CODE }) })
    wechatpay.cards.push(sampleCard())
    expect(await attempt()).toMatchObject({ ending: { state: 'already_member', attempts: 0 } })
    expect(wechatpay.calls()).toEqual(['query'])
  })

  test('on record as imported, 404: send', async () => {
    const { outside, wechatpay, attempt, record } = setUp()
    outside.members.set(KEY, { revision: 4, memory: memory({ importedCode: CODE }) })
    expect(await attempt()).toMatchObject({ ending: { state: 'imported' } })
    expect(wechatpay.calls()).toEqual(['query', 'import'])
    expect(record()).toEqual({ revision: 7, memory: memory({ importedCode: CODE }) })
  })

  test('on record as imported, INVALID: send', async () => {
    const { outside, wechatpay, attempt } = setUp()
    outside.members.set(KEY, { revision: 4, memory: memory({ importedCode: CODE }) })
    wechatpay.cards.push(sampleCard({ user_card_state: 'INVALID' }))
    expect(await attempt()).toMatchObject({ ending: { state: 'rejected', code: 'card_invalid' } })
    expect(wechatpay.calls()).toEqual(['query', 'import', 'query'])
  })

  test('unknown, 404 sooner than call limit + 5 s after sending: later; the work that was still going on is found', async () => {
    const { wechatpay, attempt, time, untilEnd } = setUp()
    wechatpay.plan('timeout_done_late')
    expect(await attempt()).toMatchObject({ kind: 'later', because: 'settling', at: START + CALL_MS + 1_000 })
    time.advance(1_000)
    expect(await attempt()).toMatchObject({ kind: 'later', because: 'settling', at: START + CALL_MS + 5_000 })
    expect(await untilEnd()).toMatchObject({ ending: { state: 'imported', attempts: 1 } })
    expect(wechatpay.made.get('openid-0001')).toBe(1)
  })

  test('unknown, 404 after that: sent again', async () => {
    const { wechatpay, untilEnd } = setUp()
    wechatpay.plan('timeout_undone')
    expect(await untilEnd()).toMatchObject({ ending: { state: 'imported', attempts: 2 } })
    expect(wechatpay.calls()).toEqual(['import', 'query', 'query', 'import'])
    expect(wechatpay.violations).toEqual([])
  })

  test('unknown after three sendings: unsettled, its copy among the dead letters before the record', async () => {
    const { outside, wechatpay, untilEnd, record } = setUp(async (port, effect) => {
      if (port === 'finish') expect(outside.logged).toContainEqual({ event: 'buried', facts: {} })
      return await effect()
    })
    const [lost, nothing, asked] = ['timeout_undone', undefined, undefined] as const
    wechatpay.plan(lost, nothing, asked, lost, nothing, asked, lost, nothing, asked)
    expect(await untilEnd()).toMatchObject({ ending: { state: 'unsettled', code: 'no_trace', attempts: 3 } })
    expect(wechatpay.calls().filter(call => call === 'import')).toHaveLength(3)
    expect(outside.rows.get('job-1/1')).toMatchObject({ state: 'unsettled', code: 'no_trace' })
    expect(record().memory).toMatchObject({ owed: 'unknown', unclear: true, sendings: 0, fruitless: 0 })
  })

  test.each([
    ['用户已有已生效的会员卡', { kind: 'already', text: 'effective_card' }],
    ['该用户卡 code 已存在', { kind: 'already', text: 'code_exists' }],
  ] as const)('%s, 404, the list shows another effective card: rejected, other_code', async (_, reply) => {
    const { wechatpay, attempt } = setUp()
    const others = ['B-1', 'B-2', 'B-3'].map(user_card_code => sampleCard({ user_card_code, card_id: 'other' }))
    wechatpay.cards.push(...others, sampleCard({ user_card_code: 'B-4' }))
    wechatpay.plan(reply)
    expect(await attempt()).toMatchObject({ ending: { state: 'rejected', code: 'other_code' } })
    expect(wechatpay.calls()).toEqual(['import', 'query', 'list', 'list'])
  })

  test('该用户卡 code 已存在, 404, none in the list: rejected, code_taken', async () => {
    const { wechatpay, attempt } = setUp()
    wechatpay.cards.push(sampleCard({ openid: 'somebody-else' }))
    expect(await attempt()).toMatchObject({ ending: { state: 'rejected', code: 'code_taken' } })
    expect(wechatpay.calls()).toEqual(['import', 'query', 'list'])
  })

  test('用户已有已生效的会员卡, 404, none in the list: later; after five, unsettled', async () => {
    const { wechatpay, untilEnd, record } = setUp()
    wechatpay.plan({ kind: 'already', text: 'effective_card' })
    expect(await untilEnd()).toMatchObject({ ending: { state: 'unsettled', code: 'card_not_shown', attempts: 1 } })
    expect(wechatpay.calls().filter(call => call === 'list')).toHaveLength(5)
    expect(record().memory).toEqual(memory())
  })

  test('429, 5xx, no connection, timeout on the query: later, not counted', async () => {
    const { wechatpay, untilEnd } = setUp()
    const outage = ['rate_limited', 'overload', 'gateway', 'server_error', 'timeout_undone'] as const
    wechatpay.plan('timeout_done', ...outage, ...outage)
    expect(await untilEnd()).toMatchObject({ ending: { state: 'imported', attempts: 1 } })
    expect(wechatpay.calls()).toEqual(['import', ...Array(11).fill('query')])
  })

  test('five answers to the query that could not be verified: unsettled', async () => {
    const { wechatpay, untilEnd, record } = setUp()
    wechatpay.plan('timeout_done', 'unverified', 'probe', 'unverified', 'not_this_card', 'unverified')
    expect(await untilEnd()).toMatchObject({ ending: { state: 'unsettled', code: 'answers_unverifiable' } })
    expect(record().memory).toMatchObject({ owed: 'unknown', unclear: true, fruitless: 0 })
  })

  test('four of them, then one that could: imported', async () => {
    const { wechatpay, untilEnd } = setUp()
    wechatpay.plan('timeout_done', 'unverified', 'probe', 'unverified', 'unverified')
    expect(await untilEnd()).toMatchObject({ ending: { state: 'imported' } })
  })

  test.each(['.', '..'])('the code %s would collapse in a URL: settled by the list', async user_card_code => {
    const { wechatpay, untilEnd } = setUp()
    wechatpay.plan('timeout_undone')
    const request = { ...sampleCard(), user_card_code }
    wechatpay.cards.push(request)
    const { card_id, openid } = request
    const changes = { request: { card_id, openid, user_card_code, pickup_time: '2024-05-20T13:29:35+08:00' } }
    expect(await untilEnd(changes)).toMatchObject({ ending: { state: 'imported', userCardCode: user_card_code } })
    expect(wechatpay.calls()).toEqual(['import', 'list'])
  })
})
