import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CARD_ID, member, startWithClock } from './client.ts'

let here: Awaited<ReturnType<typeof startWithClock>>
beforeAll(async () => {
  here = await startWithClock({ ratePerSecond: 2, latencyMs: [3, 9], seed: 5 })
})
beforeEach(() => here.control('POST', 'reset'))
afterAll(() => here.simulator.close())

describe('control API', () => {
  it.each([
    ['faults', {}],
    ['faults', { fault: 'nonsense' }],
    ['faults', { fault: 'down', count: 0 }],
    ['faults', { fault: 'down', chance: 2 }],
    ['faults', { fault: 'down', call: 'x' }],
    ['faults', { fault: 'down', x: 1 }],
    ['rate', { per_second: 0 }],
    ['rate', {}],
    ['cards', { openid: 'o' }],
    ['cards', { openid: 'o', user_card_code: 'c', card_id: 'p-none' }],
    ['cards', { openid: 'o', user_card_code: 'c', user_card_state: 'GONE' }],
    ['cards', { openid: 'o', user_card_code: 'c', create_time: 'then' }],
  ])('refuses %s %j', async (path, body) => {
    expect(await here.control('POST', path, body)).toMatchObject({ status: 400, body: { error: expect.anything() } })
  })

  it('knows its own paths', async () => {
    expect((await here.control('GET', 'nothing')).status).toBe(404)
    expect((await here.control('GET', 'reset')).status).toBe(404)
  })

  it('shows cards put there', async () => {
    await here.control('POST', 'cards', { openid: 'o', user_card_code: 'c', create_time: '2025-01-01T00:00:00Z' })
    expect((await here.control('GET', 'cards')).body.cards).toEqual([
      {
        brand_id: '1004',
        card_id: CARD_ID,
        openid: 'o',
        user_card_code: 'c',
        user_card_state: 'EFFECTIVE',
        valid_date_information: { type: 'PERMANENT' },
        create_time: '2025-01-01T08:00:00.000+08:00',
      },
    ])
  })

  it('resets to what it was at the start, with the same keys', async () => {
    await here.control('POST', 'rate', { per_second: 1 })
    await here.control('POST', 'faults', { fault: 'down' })
    await expect(here.partner.importMember(member())).rejects.toThrow()
    await here.control('POST', 'reset')
    expect((await here.control('GET', 'faults')).body.rules).toMatchObject([{ fault: 'latency' }])
    const statuses = []
    for (const index of [1, 2, 3]) {
      const reply = await here.partner.importMember(member({ openid: `o${index}`, user_card_code: `c${index}` }))
      statuses.push(reply.status)
    }
    expect(statuses).toEqual([200, 200, 429])
    expect((await here.control('GET', 'summary')).body).toMatchObject({ calls: 3, cards_created: 2 })
  })

  it('draws the same latencies from the same seed', async () => {
    const draw = async () => {
      await here.partner.importMember(member())
      await here.partner.importMember(member())
      const { entries } = (await here.control('GET', 'journal')).body
      return entries.map((entry: { held_ms: number }) => entry.held_ms)
    }
    const first = await draw()
    await here.control('POST', 'reset')
    expect(await draw()).toEqual(first)
    for (const ms of first) expect([3, 4, 5, 6, 7, 8, 9]).toContain(ms)
  })
})
