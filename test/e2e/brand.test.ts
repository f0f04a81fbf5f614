import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Local, startLocal } from '../../infra/local/start-local.ts'
import { allEnded, BRAND, CARD, callApi, journal, member, postMember, queueJob, tally } from './harness.ts'

// Always a brand's, whatever the suite runs with.
describe('a brand credential, which needs no brand_id', () => {
  let local: Local
  beforeAll(async () => {
    local = await startLocal({ credential: 'brand' })
  })
  afterAll(() => local.close())

  const { brand_id: _, ...nameless } = member(1, '-brand-')

  test('imports a member, reads the card and the template', async () => {
    const imported = await postMember(local, nameless)
    expect([imported.status, await imported.json()]).toMatchObject([200, { ...nameless, brand_id: BRAND }])
    const query = new URLSearchParams({ card_id: CARD, openid: nameless.openid })
    const card = await callApi(local, `/user-cards/${nameless.user_card_code}?${query}`)
    expect([card.status, await card.json()]).toMatchObject([200, nameless])
    const template = await callApi(local, `/cards/${CARD}`)
    expect([template.status, await template.json()]).toMatchObject([200, { brand_id: BRAND }])
    const calls = (await journal(local)).map(({ call, variant }) => [call, variant])
    expect(calls).toEqual(['import', 'query', 'template'].map(call => [call, 'brand']))
  })

  test('imports by the queue one that names the brand', async () => {
    await queueJob(local, 'brand', [member(2, '-brand-')])
    expect(tally(await allEnded(local, 'brand', 1))).toEqual({ imported: 1 })
  })

  test('refuses another brand without a call', async () => {
    const before = (await journal(local)).length
    const response = await postMember(local, { ...nameless, brand_id: '1005' })
    expect([response.status, await response.json()]).toMatchObject([422, { errors: [{ code: 'other_brand' }] }])
    expect(await journal(local)).toHaveLength(before)
  })
})
